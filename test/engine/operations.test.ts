import { resources } from '../../nodes/Identomat/actions/resources';
import { endpoints } from '../../nodes/api/endpoints';
import { endpointCalls, operations, NON_IDEMPOTENT_OPERATIONS } from './operations';

it('the list for tests has every operation of the node', () => {
	const names = Object.entries(resources).flatMap(([resource, its]) =>
		Object.keys(its?.operations ?? {}).map((operation) => `${resource}.${operation}`),
	);
	expect(operations.map(({ name }) => name).sort()).toEqual(names.sort());
});

it('each endpoint is requested by one of them', () => {
	const paths = Object.values(endpoints).map(({ path }) => path.value);
	expect(endpointCalls.map(({ path }) => path).sort()).toEqual([...paths].sort());
});

it('the catalog marks all endpoints as safe to retry except non-idempotent ones', () => {
	const safe = Object.values(endpoints)
		.filter(({ readOnly }) => readOnly)
		.map(({ path }) => String(path.value));
	const expected = endpointCalls.filter(
		({ operation }) => !NON_IDEMPOTENT_OPERATIONS.includes(operation.name),
	);
	expect(safe.sort()).toEqual(expected.map(({ path }) => path).sort());
});

it('an operation without an endpoint of its own has a reason not to be in the tables', () => {
	for (const { path, pathBy, notIn } of operations) {
		if (!path && !pathBy) expect(notIn?.retries).toMatch(/\.$/);
	}
});

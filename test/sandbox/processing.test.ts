import { jpeg } from '../../dev/sandbox';
import { setUpSandbox } from './sandboxFixture';

const fixture = setUpSandbox();
const { widget, external, control, upload } = fixture;

const square = (side: number) => jpeg({ width: side, height: side });

describe('processing', () => {
	it.each([
		'card/front/',
		'card/back/',
		'license/front/',
		'license/back/',
		'residence/front/',
		'residence/back/',
		'passport/',
	])('%s reads a JPEG and nothing else', async (path) => {
		const read = (await upload(path, { image: square(20) })).json();
		expect(Object.keys(read as object).length).toBeGreaterThan(1);
		expect((await upload(path, { image: Buffer.from('GIF89a') })).json()).toBe('invalid_image');
		expect((await upload(path, {})).json()).toHaveProperty('argumentError');
	});

	it.each([
		[80, { similarity: 0.93 }],
		[79, { similarity: 0.81, warning: 'face_too_small' }],
		[65, { similarity: 0.81, warning: 'face_too_small' }],
		[64, 'face_too_small'],
	])('compares faces of %d pixels', async (side, expected) => {
		const faces = { face1: square(100), face2: square(side) };
		expect((await upload('compare-faces/', faces)).json()).toEqual(expected);
		const base64 = {
			face1: faces.face1.toString('base64'),
			face2: `data:image/jpeg;base64,${faces.face2.toString('base64')}`,
		};
		expect((await widget('compare-faces/', base64)).json()).toEqual(expected);
	});

	it('refuses to compare files that are not images', async () => {
		const faces = { face1: square(100), face2: Buffer.from('no picture') };
		expect((await upload('compare-faces/', faces)).json()).toBe('invalid_image');
	});
});

describe('screening', () => {
	it('returns people, best match first', async () => {
		const search = async (query: object) =>
			(await external('search-screening-person', query)).json();
		expect(await search({ name: 'Ana Testidze' })).toEqual([
			{ score: 100, name: 'Ana Testidze', personId: 'sandbox-person-1' },
			{ score: expect.any(Number), name: 'Anna Testadze', personId: 'sandbox-person-2' },
		]);
		const born = { firstName: 'Ana', lastName: 'Testidze', birthdayTime: '2001-01-01' };
		expect(await search(born)).toMatchObject([{ score: 85 }, {}]);
		const man = { name: 'Ana Testidze', gender: 'male' };
		expect(await search(man)).toMatchObject([{ score: 90 }, {}]);
		expect(await search({ name: 'Qwxyz' })).toEqual([]);
		expect(await search({ gender: 'female' })).toHaveProperty('wrongParameters');
		expect(await search({ name: 'Ana', birthdayTime: '1/2/2001' })).toHaveProperty(
			'wrongParameters',
		);
	});

	it('returns the details of a person', async () => {
		const details = async (personId: string) =>
			(await external('get-screening-person-details', { personId })).json();
		expect(await details('sandbox-person-4')).toMatchObject({
			name: 'Giorgi Probashvili',
			entityType: 'person',
			topics: ['sanction', 'crime'],
		});
		expect(await details('nobody')).toHaveProperty('notFound');
	});

	it('monitors a query until it is removed', async () => {
		const records = async () => (await external('list-screening-monitoring-records')).json();
		const query = { name: 'Ana Testidze' };
		const record = (await external('monitor-screening-query', query)).json() as { id: string };
		expect(record).toMatchObject({ query, matches: [{ score: 100 }, {}] });
		expect(await records()).toEqual([record]);

		fixture.sandbox.changeMonitoringRecord(record.id);
		await control(`monitoring/${record.id}/change`);
		expect(await records()).toMatchObject([{ id: record.id, matches: [{}, {}, {}, {}] }]);

		const remove = async () =>
			(await external('remove-screening-query-from-monitoring', { id: record.id })).json();
		expect(await remove()).toEqual({});
		expect(await remove()).toHaveProperty('notFound');
		expect(await records()).toEqual([]);
		expect(() => fixture.sandbox.changeMonitoringRecord(record.id)).toThrow(record.id);
	});
});

/** Whom to look for; `birthdayTime` is YYYY-MM-DD. */
export interface PersonQuery {
	name?: string;
	firstName?: string;
	middleName?: string;
	lastName?: string;
	birthdayTime?: string;
	nationality?: string;
	gender?: string;
}

/** Somebody who may be the person; `score` 0–100. */
export interface Match {
	score: number;
	name: string;
	personId: string;
}

/** Matches below this score are left out. */
const LOWEST_SCORE = 60;

/** Nobody here exists. The first two have similar names on purpose. */
export const LISTED_PEOPLE = [
	listed(1, 'Ana', 'Testidze', 'female', '1975-02-11', 'GEO', ['pep'], ['Anna Testidse']),
	listed(2, 'Anna', 'Testadze', 'female', '1981-09-30', 'GEO', ['sanction'], []),
	listed(3, 'Nina', 'Sandadze', 'female', '1968-05-05', 'GEO', ['pep'], []),
	listed(
		4,
		'Giorgi',
		'Probashvili',
		'male',
		'1959-12-01',
		'GEO',
		['sanction', 'crime'],
		['Gio P.'],
	),
	listed(5, 'Max', 'Beispielmann', 'male', '1970-01-31', 'DEU', ['pep'], []),
	listed(6, 'Juana', 'Ejemplo', 'female', '1988-08-18', 'ESP', ['crime'], ['Juanita Ejemplo']),
	listed(7, 'Ivan', 'Proverkin', 'male', '1964-03-22', 'RUS', ['sanction'], ['Иван Проверкин']),
	listed(8, 'Jo', 'Sampleton', 'male', '1990-10-10', 'GBR', ['adverse-media'], []),
];

/** Scored matches, best first. */
export function findMatches(query: PersonQuery): Match[] {
	return LISTED_PEOPLE.map((person) => ({
		score: scoreOf(query, person),
		name: person.name,
		personId: person.personId,
	}))
		.filter(({ score }) => score >= LOWEST_SCORE)
		.sort((one, other) => other.score - one.score);
}

/** How alike the names are, less something for every other detail that differs. */
function scoreOf(query: PersonQuery, person: (typeof LISTED_PEOPLE)[number]): number {
	const wanted = query.name ?? namesOf(query).join(' ');
	const likeness = Math.max(...[person.name, ...person.aliases].map((name) => alike(wanted, name)));
	const differs = (given: string | undefined, known: string) =>
		given !== undefined && given.toLowerCase() !== known.toLowerCase();
	const deduction =
		(differs(query.birthdayTime, person.birthdayTime) ? 15 : 0) +
		(differs(query.nationality, person.nationality) ? 10 : 0) +
		(differs(query.gender, person.gender) ? 10 : 0);
	return Math.max(0, Math.round(likeness * 100) - deduction);
}

function namesOf({ firstName, middleName, lastName }: PersonQuery): string[] {
	return [firstName, middleName, lastName].filter((name) => name !== undefined);
}

/** The share of letter pairs that two names have in common, 0–1 (Dice), whatever their order. */
function alike(one: string, other: string): number {
	const [pairs, otherPairs] = [letterPairs(one), letterPairs(other)];
	const common = [...pairs].filter((pair) => otherPairs.has(pair)).length;
	const total = pairs.size + otherPairs.size;
	return total === 0 ? 0 : (2 * common) / total;
}

function letterPairs(name: string): Set<string> {
	const words = name.toLowerCase().split(/\s+/).filter(Boolean);
	return new Set(words.flatMap((word) => pairsOf(` ${word} `)));
}

function pairsOf(text: string): string[] {
	return Array.from({ length: text.length - 1 }, (_, at) => text.slice(at, at + 2));
}

function listed(
	number: number,
	firstName: string,
	lastName: string,
	gender: 'female' | 'male',
	birthdayTime: string,
	nationality: string,
	topics: string[],
	aliases: string[],
) {
	return {
		personId: `sandbox-person-${number}`,
		entityType: 'person',
		name: `${firstName} ${lastName}`,
		firstName,
		middleName: null,
		lastName,
		gender,
		birthdayTime,
		nationality,
		birthPlace: 'Testisi',
		aliases,
		topics,
	};
}

import codesByRegion from 'countries-list/minimal/countries.2to3.min.json';
import namesByRegion from 'countries-list/minimal/countries.en.min.json';
import type { INodePropertyOptions } from 'n8n-workflow';

import { notACountryError } from '../../api/errors/inputErrors';
import { otherNames } from './countryNames';
import { sortedBy } from '../sortedBy';
import { cleanText, isEmpty } from './texts';

/** A country of ISO 3166-1. */
interface Country {
	/** Two letters. */
	region: string;
	/** Three letters, as the API has countries (observed). */
	code: string;
	/** In English. */
	name: string;
}

/** Ascension and Tristan da Cunha, which ISO counts to Saint Helena: their codes are only reserved. */
const RESERVED_REGIONS = ['AC', 'TA'];

const names: Record<string, string> = namesByRegion;

// `Intl.DisplayNames` would take a third of the time in which the package loads.
const countries: Country[] = Object.entries(codesByRegion)
	.filter(([region]) => !RESERVED_REGIONS.includes(region))
	.map(([region, code]) => ({ region, code, name: names[region] ?? region }));

/** Every country by its name in English. The value is its three-letter code. */
export const countryOptions: INodePropertyOptions[] = sortedBy(countries, ({ name }) => name).map(
	({ name, code }) => ({ name, value: code }),
);

/** So that accents, blanks, dots, `the`, `St.` and `&` make no difference. A digit or a slash does. */
function foldName(name: string): string {
	return (
		name
			// Such as "Moldova, Republic of".
			.replace(/^(.*), (.*)$/, '$2 $1')
			.normalize('NFKD')
			.toLowerCase()
			.replace(/&/g, 'and')
			.replace(/^st\.?\s/, 'saint ')
			.replace(/^the\s|[\s,(]+the\)?$/, '')
			.replace(/[\s\p{M}\p{Cf}.,'’ʼ()-]/gu, '')
	);
}

function spellingsOf({ region, code, name }: Country): string[] {
	const all = [region, code, name, ...(otherNames[region] ?? [])];
	// Such as Holy See for "Holy See (Vatican City State)".
	const short = all.map((each) => each.replace(/\s*\(.*$/, ''));
	return [...all, ...short].map(foldName);
}

/** Made at the first use, since n8n loads the node long before, or for nothing. */
let codesBySpelling: Map<string, string | undefined> | undefined;

/** Three-letter codes by every spelling that means one country only: two are called Congo. */
function listSpellings(): Map<string, string | undefined> {
	const codes = new Map<string, string | undefined>();
	for (const country of countries) {
		for (const spelling of new Set(spellingsOf(country))) {
			codes.set(spelling, codes.has(spelling) ? undefined : country.code);
		}
	}
	return codes;
}

/**
 * The three-letter code of a country, from its name in English or an ISO code of two or three letters, or
 * undefined if empty.
 * @param field its name in the panel, such as `'Nationality'`
 * @throws {UserError} if it is not a country, or means several
 */
export function readCountry(value: unknown, field: string): string | undefined {
	if (isEmpty(value)) return undefined;
	const text = typeof value === 'string' ? cleanText(value) : '';
	codesBySpelling ??= listSpellings();
	const code = codesBySpelling.get(foldName(text));
	if (code !== undefined) return code;
	throw notACountryError(field, text || value);
}

import { invalidRedirectUrlError, tooLongTextError } from '../../../../api/errors/waitErrors';
import type { Item } from '../../item';
import type { Completion } from './waitingItem';

/** The longest text for a page that people read on a phone, in characters, and the longest address. */
const MAX_TEXT_LENGTH = 2000;

/**
 * A text of the user for a page.
 * @throws {UserError} if it is too long
 */
export function pageText(item: Item, name: string, label: string): string | undefined {
	const text = item.optionalText(`options.${name}`);
	if (text !== undefined && text.length > MAX_TEXT_LENGTH) {
		throw tooLongTextError(label, MAX_TEXT_LENGTH);
	}
	return text;
}

/**
 * The page that the person sees at the end.
 * @throws {UserError} if the address is not a web address, or one of them is too long
 */
export function completionOf(item: Item): Completion {
	const url = pageText(item, 'afterwardsUrl', 'Redirect URL');
	return {
		redirectUrl: url === undefined ? undefined : redirectUrl(url),
		thankYouText: pageText(item, 'thankYouText', 'Thank-You Text'),
	};
}

function redirectUrl(text: string): string {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url && ['http:', 'https:'].includes(url.protocol)) return url.href;
	throw invalidRedirectUrlError();
}

/**
 * A whole number from 1.
 * @throws {UserError} naming the option if it is another number
 */
export function numberOption(
	item: Item,
	name: 'linkMinutes' | 'maxSessions',
	byDefault: number,
	max: number,
): number {
	return item.optionalNumber(`options.${name}`, { min: 1, max, isWhole: true }) ?? byDefault;
}

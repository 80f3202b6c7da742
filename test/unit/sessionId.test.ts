import { verificationUrl } from '../../nodes/api/request/addresses';
import { sessionIdIn } from '../../nodes/api/request/sessionId';

const ID = '47fjzxvvzapi4ztasth3c2ozfucli3l0qx13hisc';

it.each([
	['an id', ID],
	['an id with spaces around it', ` ${ID}\n`],
	['a verification link', `https://widget.identomat.com/?session_token=${ID}`],
	['a link of an installation below a path', `http://id.example/kyc/?session_token=${ID}`],
	['a link with further parameters', `https://id.example/?lang=en&session_token=${ID}&x=1#top`],
	['a link copied from the source of a page', `https://id.example/?a=1&amp;session_token=${ID}`],
	['a link without its scheme', `widget.identomat.com/?session_token=${ID}`],
	['a link with spaces around it', ` https://widget.identomat.com/?session_token=${ID} `],
	['the link that Begin gives', verificationUrl({ widgetUrl: 'https://id.example/kyc' }, ID)],
])('%s holds the id', (_, text) => {
	expect(sessionIdIn(text)).toBe(ID);
});

it.each(['https://widget.identomat.com/', 'https://id.example/?session_token=', 'ftp://a'])(
	'"%s" is an address without an id',
	(text) => {
		expect(sessionIdIn(text)).toBeUndefined();
	},
);

it.each(['', 'unknown', 'f47ac10b-58cc-4372-a567-0e02b2c3d479'])(
	'"%s" is left as it is',
	(text) => {
		expect(sessionIdIn(text)).toBe(text);
	},
);

import { resumeUrlOf } from '../../nodes/Identomat/actions/resumeUrl';

it.each([
	['http://localhost:5678/webhook-waiting/7', 'http://localhost:5678/webhook-waiting/7/identomat'],
	['https://a.example/webhook-waiting/7/', 'https://a.example/webhook-waiting/7/identomat'],
	[
		'https://a.example/n8n/webhook-waiting/7?signature=0a1b',
		'https://a.example/n8n/webhook-waiting/7/identomat?signature=0a1b',
	],
])('of %s', (executionUrl, expected) => {
	expect(resumeUrlOf(executionUrl)).toBe(expected);
});

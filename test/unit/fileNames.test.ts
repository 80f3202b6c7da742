import { fileNameOf } from '../../nodes/Identomat/actions/fileNames';

it.each([
	['47fjzxvvzapi4ztasth3', 'card-front-47fjzxvvzapi4ztasth3.jpg'],
	['../../etc/passwd', 'card-front-______etc_passwd.jpg'],
	['a\\b:c*d?e"f<g>h|i', 'card-front-a_b_c_d_e_f_g_h_i.jpg'],
	['a\0b\nc .exe', 'card-front-a_b_c__exe.jpg'],
	['ნინო', 'card-front-____.jpg'],
	['x'.repeat(500), `card-front-${'x'.repeat(128)}.jpg`],
])('turns the session ID %j into the name %s', (sessionId, name) => {
	expect(fileNameOf({ baseName: 'card-front', sessionId }, 'image/jpeg')).toBe(name);
});

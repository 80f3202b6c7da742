/** An invented person, who has each kind of document. Times are Tbilisi midnights: in UTC they fall on the day before. */
export const MRZ =
	'IDGEO00TS00042<<<<<<<<<<<<<<<<\n9007042F3411200GEO<<<<<<<<<<<6\nSANDADZE<<NINO<<<<<<<<<<<<<<<<';

const NAME = { Given_Names_en_US: 'Nino', Surname_en_US: 'Sandadze' };
const GEORGIAN_NAME = { Given_Names_ka_GE: 'ნინო', Surname_ka_GE: 'სანდაძე' };
const BIRTH = { Date_of_Birth_en_US: '7/4/1990', Date_of_Birth_ISO: '1990-07-03T20:00:00.000Z' };
const EXPIRY = {
	Date_of_Expiry_en_US: '11/20/2034',
	Date_of_Expiry_ISO: '2034-11-19T20:00:00.000Z',
};
const AUTHORITY = {
	Authority_en_US: 'Sandbox House of Justice',
	Authority_ka_GE: 'იუსტიციის სახლი',
};

/**
 * What is read from each side of a document, as texts. The names are observed in results
 * (`<Name>_<language>_<COUNTRY>`); that the endpoints that read a picture use the same is inferred.
 */
export const DOCUMENT_FIELDS = {
	cardFront: {
		...NAME,
		...GEORGIAN_NAME,
		Sex_en_US: 'F',
		Nationality_en_US: 'Georgia',
		Nationality_Code_en_US: 'GEO',
		Personal_Number_en_US: '00000000042',
		Document_Number_en_US: '00TS00042',
		...BIRTH,
		...EXPIRY,
		localMiddleName: '',
	},
	cardBack: {
		Place_of_Birth_ka_GE: 'ტესტისი',
		Address_en_US: '1 Example Street, Testisi',
		Issuing_State_Code_en_US: 'GEO',
		Date_of_Issue_en_US: '11/20/2024',
		...AUTHORITY,
		mrz: MRZ,
	},
	licenseFront: {
		...NAME,
		...GEORGIAN_NAME,
		Document_Number_en_US: 'TS0000042',
		Personal_Number_en_US: '00000000042',
		...BIRTH,
		...EXPIRY,
	},
	licenseBack: { Issuing_State_Code_en_US: 'GEO', Date_of_Issue_en_US: '3/1/2024' },
	residenceFront: {
		...NAME,
		Given_Names_uk_UA: 'Ніно',
		Surname_uk_UA: 'Сандадзе',
		Nationality_Code_en_US: 'UKR',
		Document_Number_en_US: '00RS00042',
		...BIRTH,
		...EXPIRY,
	},
	residenceBack: { Issuing_State_Code_en_US: 'GEO', ...AUTHORITY },
	passport: {
		...NAME,
		...GEORGIAN_NAME,
		Sex_en_US: 'F',
		Nationality_Code_en_US: 'GEO',
		Issuing_State_Code_en_US: 'GEO',
		Document_Number_en_US: '00PS00042',
		Personal_Number_en_US: '00000000042',
		...BIRTH,
		...EXPIRY,
		Date_of_Issue_en_US: '11/20/2024',
		...AUTHORITY,
		mrz: MRZ,
	},
};

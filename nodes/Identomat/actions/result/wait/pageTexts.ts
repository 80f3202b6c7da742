import type { PageLanguage } from '../../invitation';

/** The fixed words of the pages that people see. They say nothing about a person or a result. */
export interface PageTexts {
	title: string;
	/** Above the button that begins the verification. */
	begin: string;
	beginButton: string;
	/** Begun on this or another device, and not finished. */
	resume: string;
	resumeButton: string;
	/** Begun too long ago to be continued. */
	again: string;
	againButton: string;
	checking: string;
	/** n8n is busy with another request for a moment. */
	busy: string;
	done: string;
	noMoreAttempts: string;
	unavailable: string;
	invalidLink: string;
}

export const pageTexts: Record<PageLanguage, PageTexts> = {
	en: {
		title: 'Identity verification',
		begin: 'Verify your identity here. It takes a few minutes.',
		beginButton: 'Begin',
		resume: 'You have already begun. You can continue here.',
		resumeButton: 'Continue',
		again: 'Your last attempt was not completed in time. You can begin again.',
		againButton: 'Begin again',
		checking:
			"We're checking your details. If you have completed all steps, you can close this page.",
		busy: 'One moment. This page reloads by itself.',
		done: 'Thank you. You are done here and can close this page.',
		noMoreAttempts: 'You cannot begin again with this link. Contact whoever sent it to you.',
		unavailable:
			'The verification cannot begin right now. Try again later, or contact whoever sent you this link.',
		invalidLink:
			'This link is incomplete or no longer valid. If you have not finished yet, contact whoever sent it to you.',
	},
	es: {
		title: 'Verificación de identidad',
		begin: 'Verifique su identidad. Solo toma unos minutos.',
		beginButton: 'Comenzar',
		resume: 'Ya ha comenzado. Puede continuar aquí.',
		resumeButton: 'Continuar',
		again: 'El último intento no se completó a tiempo. Puede comenzar de nuevo.',
		againButton: 'Comenzar de nuevo',
		checking:
			'Estamos comprobando sus datos. Si ha completado todos los pasos, puede cerrar esta página.',
		busy: 'Un momento. Esta página se recargará sola.',
		done: 'Gracias. Ha terminado y puede cerrar esta página.',
		noMoreAttempts:
			'Ya no puede comenzar de nuevo con este enlace. Póngase en contacto con quien se lo envió.',
		unavailable:
			'La verificación no puede comenzar en este momento. Inténtelo más tarde o póngase en contacto con quien le envió este enlace.',
		invalidLink:
			'Este enlace está incompleto o ya no es válido. Si aún no ha terminado, póngase en contacto con quien se lo envió.',
	},
	ka: {
		title: 'პირადობის დადასტურება',
		begin: 'გთხოვთ, დაადასტუროთ თქვენი პირადობა. ამას რამდენიმე წუთი დასჭირდება.',
		beginButton: 'დაწყება',
		resume: 'თქვენ უკვე დაიწყეთ. შეგიძლიათ გააგრძელოთ აქ.',
		resumeButton: 'გაგრძელება',
		again: 'ბოლო მცდელობა დროულად არ დასრულდა. შეგიძლიათ თავიდან დაიწყოთ.',
		againButton: 'თავიდან დაწყება',
		checking: 'ვამოწმებთ თქვენს მონაცემებს. თუ ყველა ეტაპი დაასრულეთ, შეგიძლიათ დახუროთ ეს გვერდი.',
		busy: 'ერთი წუთი. ეს გვერდი თავისით განახლდება.',
		done: 'გმადლობთ. ყველაფერი დასრულდა და შეგიძლიათ დახუროთ ეს გვერდი.',
		noMoreAttempts:
			'ამ ბმულით თავიდან დაწყება აღარ შეიძლება. გთხოვთ, დაუკავშირდეთ მას, ვინც ბმული გამოგიგზავნათ.',
		unavailable:
			'ახლა დადასტურების დაწყება ვერ ხერხდება. გთხოვთ, სცადოთ მოგვიანებით ან დაუკავშირდეთ მას, ვინც ეს ბმული გამოგიგზავნათ.',
		invalidLink:
			'ეს ბმული არასრულია ან აღარ მოქმედებს. თუ ჯერ არ დაგისრულებიათ, გთხოვთ, დაუკავშირდეთ მას, ვინც ბმული გამოგიგზავნათ.',
	},
	ru: {
		title: 'Подтверждение личности',
		begin: 'Пожалуйста, подтвердите свою личность. Это займёт несколько минут.',
		beginButton: 'Начать',
		resume: 'Вы уже начали. Вы можете продолжить здесь.',
		resumeButton: 'Продолжить',
		again: 'Последняя попытка не была завершена вовремя. Вы можете начать заново.',
		againButton: 'Начать заново',
		checking: 'Мы проверяем ваши данные. Если вы прошли все шаги, эту страницу можно закрыть.',
		busy: 'Одну минуту. Эта страница обновится сама.',
		done: 'Спасибо. Всё готово, эту страницу можно закрыть.',
		noMoreAttempts:
			'Начать заново по этой ссылке больше нельзя. Пожалуйста, свяжитесь с тем, кто её прислал.',
		unavailable:
			'Сейчас начать проверку нельзя. Пожалуйста, попробуйте позже или свяжитесь с тем, кто прислал вам эту ссылку.',
		invalidLink:
			'Эта ссылка неполная или больше не действует. Если вы ещё не закончили, свяжитесь с тем, кто её прислал.',
	},
	uk: {
		title: 'Підтвердження особи',
		begin: 'Будь ласка, підтвердьте свою особу. Це займе кілька хвилин.',
		beginButton: 'Почати',
		resume: 'Ви вже почали. Ви можете продовжити тут.',
		resumeButton: 'Продовжити',
		again: 'Останню спробу не було завершено вчасно. Ви можете почати знову.',
		againButton: 'Почати знову',
		checking: 'Ми перевіряємо ваші дані. Якщо ви пройшли всі кроки, цю сторінку можна закрити.',
		busy: 'Хвилинку. Ця сторінка оновиться сама.',
		done: 'Дякуємо. Усе готово, цю сторінку можна закрити.',
		noMoreAttempts:
			'Почати знову за цим посиланням більше не можна. Будь ласка, зверніться до того, хто його надіслав.',
		unavailable:
			'Зараз почати перевірку неможливо. Будь ласка, спробуйте пізніше або зверніться до того, хто надіслав вам це посилання.',
		invalidLink:
			'Це посилання неповне або вже не діє. Якщо ви ще не закінчили, зверніться до того, хто його надіслав.',
	},
};

/** A person with a browser, who fills in a form of n8n and is verified. */
export interface Visitor {
	/** Fills in the form, which asks for an e-mail address; from there the browser comes to Identomat. */
	submitForm(formUrl: string, email: string): Promise<void>;
	/**
	 * Opens the link of an invitation and presses its button; from there the browser comes to Identomat.
	 * @returns the ID of the session that it came to
	 */
	acceptInvitation(invitationUrl: string): Promise<string>;
	/** Goes through the verification, which ends so; then the browser goes where Identomat sends it. */
	completeVerification(outcome: string): Promise<VisitedPage>;
	close(): Promise<void>;
}

/** The page that the person sees in the end. */
export interface VisitedPage {
	status: number;
	/** What can be read on it. */
	text: string;
}

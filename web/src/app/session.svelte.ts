/** Who is signed in, as the whole page knows it. */
import { api, asProblem, whenSignedOut, type Problem, type Session } from './api';

export const session = $state({
  known: undefined as Session | undefined,
  problem: undefined as Problem | undefined
});

/** Whether the sign-in page has to be shown. */
export function mustSignIn(): boolean {
  return session.known !== undefined && session.known.needs_token && !session.known.signed_in;
}

/** Whether judgements may be written. */
export function mayJudge(): boolean {
  return session.known?.role === 'analyst' || session.known?.role === 'admin';
}

whenSignedOut(() => {
  if (session.known) session.known = { ...session.known, signed_in: false, needs_token: true };
});

export async function openSession(): Promise<void> {
  try {
    session.known = await api.session();
    session.problem = undefined;
  } catch (error) {
    session.problem = asProblem(error);
  }
}

/** Signs in; throws the problem where the token is not taken. */
export async function signIn(token: string): Promise<void> {
  session.known = await api.signIn(token);
}

export async function signOut(): Promise<void> {
  await api.signOut();
  session.known = await api.session();
}

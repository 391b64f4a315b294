using Clockspot.Features.Mail;

namespace Clockspot.Features.ApiKeys;

/// <summary>The mails of this slice, in one place that a translator could take. None holds anything of a value but its hint.</summary>
static class KeyLetters
{
    public static Letter Made(MailCause cause, string to, ApiKey key, string name, string company, Verbatim page) =>
        new(cause, MailKind.Notice, to, $"A new API key for {company}", $"""
            Hello {name},

            a new API key was made for {company}: "{key.Name}", which ends in {key.Hint}.
            {Power(key)}

            If you did not expect it, revoke it at once:

            {page}
            """);

    public static Letter Ends(MailCause cause, string to, ApiKey key, string name, string company, Verbatim day, Verbatim page) =>
        new(cause, MailKind.Reminder, to, $"An API key for {company} expires soon", $"""
            Hello {name},

            the API key "{key.Name}" of {company}, which ends in {key.Hint}, works until the end of {day}.
            From then on every call with it is refused.

            If it is still needed, generate another one and put it in its place before that day:

            {page}
            """);

    static Verbatim Power(ApiKey key) => new(key.Scopes is null ? "Whoever has its value can do in this workspace what you can do."
        : $"Whoever has its value can do this in your name: {key.Scopes.Replace(" ", ", ", StringComparison.Ordinal)}.");
}

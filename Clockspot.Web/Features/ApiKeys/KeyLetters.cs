namespace Clockspot.Features.ApiKeys;

/// <summary>The mails of this slice, in one place that a translator could take. None holds anything of a value but its hint.</summary>
static class KeyLetters
{
    public static string MadeSubject(string company) => $"A new API key for {company}";

    public static string EndsSubject(string company) => $"An API key for {company} expires soon";

    public static string Made(ApiKey key, string name, string company, string page) => $"""
        Hello {name},

        a new API key was made for {company}: "{key.Name}", which ends in {key.Hint}.
        {(key.Scopes is null ? "Whoever has its value can do in this workspace what you can do." : $"Whoever has its value can do this in your name: {key.Scopes.Replace(" ", ", ", StringComparison.Ordinal)}.")}

        If you did not expect it, revoke it at once:

        {page}
        """;

    public static string Ends(ApiKey key, string name, string company, string day, string page) => $"""
        Hello {name},

        the API key "{key.Name}" of {company}, which ends in {key.Hint}, works until the end of {day}.
        From then on every call with it is refused.

        If it is still needed, generate another one and put it in its place before that day:

        {page}
        """;
}

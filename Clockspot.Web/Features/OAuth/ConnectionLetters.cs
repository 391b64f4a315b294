using Clockspot.Data;
using Clockspot.Features.Mail;

namespace Clockspot.Features.OAuth;

/// <summary>The mail of this slice, in a place that a translator could take. It holds nothing of a code or token, and in its subject nothing that a stranger chose.</summary>
static class ConnectionLetters
{
    /// <summary>Tells that somebody let a program in.</summary>
    /// <param name="cause">Who caused it.</param>
    /// <param name="request">What was granted.</param>
    /// <param name="name">To whom it is written.</param>
    /// <param name="workspace">Where.</param>
    /// <param name="when">When, by the workspace's clock.</param>
    /// <param name="page">Where it is ended.</param>
    public static Letter Granted(MailCause cause, PendingRequest request, string name, WorkspaceBasics workspace, Verbatim when,
        Verbatim page)
    {
        var client = request.Client;
        var vouched = new Verbatim(client.Kind == OAuthApplicationKind.Registered ? ", and the Owner of the workspace registered it."
            : "; nobody has verified that name.");
        // A host is no name: it is where the program was read from, or where it returns to, and has to be compared letter by letter.
        var from = new Verbatim(client.Host is { } host ? $"It comes from: {host}"
            : $"It returns to: {new Uri(request.Ask.RedirectUri).Authority}");
        var may = new Verbatim(ConnectionWords.Sentence(request.Ask.Asked));
        return new Letter(cause, MailKind.Notice, request.Person.Email, $"A new connection to {workspace.Name}", $"""
            Hello {name},

            you let a program into {workspace.Name}. It calls itself "{client.Name}"{vouched}

            {from}
            When: {when} ({workspace.TimeZone})
            What it may do: {may}

            It acts as you, in this workspace alone, and never does more than you may yourself.
            If that was not you, or you do not want it any more, disconnect it here, and change your password:

            {page}
            """);
    }
}

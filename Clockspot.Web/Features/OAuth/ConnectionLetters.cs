using Clockspot.Data;

namespace Clockspot.Features.OAuth;

/// <summary>The mail of this slice, in a place that a translator could take. It holds nothing of a code or token, and in its subject nothing that a stranger chose.</summary>
static class ConnectionLetters
{
    public static string GrantedSubject(string company) => $"A new connection to {company}";

    /// <summary>The text.</summary>
    /// <param name="request">What was granted.</param>
    /// <param name="name">To whom it is written.</param>
    /// <param name="workspace">Where.</param>
    /// <param name="when">When, by the workspace's clock.</param>
    /// <param name="page">Where it is ended.</param>
    public static string Granted(PendingRequest request, string name, WorkspaceBasics workspace, string when, string page) => $"""
        Hello {name},

        you let a program into {workspace.Name}. It calls itself "{request.Client.Name}"{(request.Client.Kind == OAuthApplicationKind.Registered ? ", and the Owner of the workspace registered it." : "; nobody has verified that name.")}

        {(request.Client.Host is { } host ? $"It comes from: {host}" : $"It returns to: {new Uri(request.Ask.RedirectUri).Authority}")}
        When: {when} ({workspace.TimeZone})
        What it may do: {ConnectionWords.Sentence(request.Ask.Asked)}

        It acts as you, in this workspace alone, and never does more than you may yourself.
        If that was not you, or you do not want it any more, disconnect it here, and change your password:

        {page}
        """;
}

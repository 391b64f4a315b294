using Clockspot.Domain.Access;
using Clockspot.Ui;

namespace Clockspot.Features.OAuth;

/// <summary>What a connection's card, page and mail say, in words.</summary>
static class ConnectionWords
{
    /// <summary>How much its name is worth.</summary>
    public static string Of(OAuthApplicationKind kind) => kind switch
    {
        OAuthApplicationKind.Document => "Its name is its own; the host is checked.",
        OAuthApplicationKind.Dynamic => "Its name is its own; nobody has verified it.",
        _ => "Registered by the Owner.",
    };

    /// <summary>What stands before its hosts.</summary>
    public static string HostLabel(OAuthApplicationKind kind) => kind == OAuthApplicationKind.Document ? "Comes from" : "Returns to";

    /// <summary>The areas, in the order of the screens, and whether it may change something there.</summary>
    public static IReadOnlyList<(string Title, bool Writes)> Areas(IReadOnlyList<Scope> scopes) => [.. AreaText.All.Where(area => scopes.Any(scope => scope.Area == area.Area))
        .Select(area => (area.Title, scopes.Contains(new Scope(area.Area, true))))];

    /// <summary>The areas as a sentence.</summary>
    public static string Sentence(IReadOnlyList<Scope> scopes)
    {
        var all = Areas(scopes);
        var (view, edit) = (string.Join(", ", all.Where(one => !one.Writes).Select(one => one.Title)), string.Join(", ", all.Where(one => one.Writes).Select(one => one.Title)));
        return (view, edit) switch { (_, "") => $"view {view}; it changes nothing", ("", _) => $"view and edit {edit}", _ => $"view {view}; view and edit {edit}" };
    }

    /// <summary>When it was last used and from where.</summary>
    public static string Used(ConnectionRow row, Formats formats) =>
        row.LastUsedAt is not { } at ? "Never used" : row.LastUsedIp is null ? formats.Moment(at) : $"{formats.Moment(at)}, from {row.LastUsedIp}";

    /// <summary>Who may connect, as the choice is written.</summary>
    public static string Of(Role least) => least switch { Role.Owner => "The Owner alone", Role.Admin => "The Owner and Admins", _ => "Everyone in the workspace" };
}

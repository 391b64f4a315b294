namespace Clockspot.Ui;

/// <summary>
/// Where a form of this page may lead beside this site: browsers hold the policy's <c>form-action</c> against every redirect that follows a form, so that the last
/// one, to a client that asked for a connection, has to be named.
/// </summary>
public static class FormTarget
{
    const string Key = "form-target";

    /// <summary>Allows an origin for this answer; null allows none.</summary>
    public static void Allow(HttpContext http, string? origin)
    {
        if (origin is not null) http.Items[Key] = origin;
    }

    /// <summary>The origin that this answer allows, or null.</summary>
    internal static string? Of(HttpContext http) => http.Items[Key] as string;
}

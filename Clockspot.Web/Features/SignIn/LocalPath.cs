using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockspot.Features.SignIn;

/// <summary>Where to go after signing in: a path of this site, and nowhere else.</summary>
static class LocalPath
{
    const string Home = "/workspaces";

    /// <summary>The path asked for, or the list of workspaces when it is missing or leads off this site.</summary>
    public static string After(string? returnUrl) =>
        returnUrl is ['/', ..] && RedirectHttpResult.IsLocalUrl(returnUrl) ? returnUrl : Home;

    /// <summary>A path that leads on to another one afterwards; as it stands when there is none.</summary>
    public static string Through(string path, string? returnUrl) =>
        string.IsNullOrEmpty(returnUrl) ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}returnUrl={Uri.EscapeDataString(returnUrl)}";
}

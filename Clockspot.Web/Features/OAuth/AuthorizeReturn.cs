using Clockspot.Features.SignIn;
using Microsoft.AspNetCore.WebUtilities;

namespace Clockspot.Features.OAuth;

/// <summary>Whoever signs in for an authorization request may be sent on to the client by it at once.</summary>
sealed class AuthorizeReturn(AuthorizeDesk desk) : IReturnTarget
{
    public async Task<ReturnTarget?> Find(string path, CancellationToken stop)
    {
        if (!path.StartsWith(AuthorizeDesk.Path + "?", StringComparison.OrdinalIgnoreCase)) return null;
        return await desk.Target(QueryHelpers.ParseQuery(path[AuthorizeDesk.Path.Length..]), stop) is { } origin
            ? new ReturnTarget(origin, "A program asks for access to your workspace. Sign in, then you see what it asks for and decide.") : null;
    }
}

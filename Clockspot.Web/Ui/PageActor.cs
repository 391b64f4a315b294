using System.Security.Claims;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Microsoft.AspNetCore.Components.Authorization;

namespace Clockspot.Ui;

/// <summary>Makes the actor of a page or form, anew for each operation, from the sign-in and the workspace in the address.</summary>
public sealed class PageActor(AuthenticationStateProvider signIns, IHttpContextAccessor http, Members members)
{
    internal const string StampClaim = "AspNet.Identity.SecurityStamp";

    /// <summary>The claim that names the session of a sign-in.</summary>
    internal const string SessionClaim = "clockspot.session";

    /// <summary>Who acts here and now. 401 when nobody is signed in, 404 when the workspace is not theirs.</summary>
    public async Task<Entered> Enter(string slug, CancellationToken stop)
    {
        var user = (await signIns.GetAuthenticationStateAsync()).User;
        return await Enter(members, user, slug, http.HttpContext, stop);
    }

    /// <summary>The workspaces of whoever is signed in.</summary>
    public async Task<IReadOnlyList<Membership>> Workspaces(CancellationToken stop)
    {
        var user = (await signIns.GetAuthenticationStateAsync()).User;
        return PersonOf(user) is { } person ? await members.Of(person, stop) : [];
    }

    /// <summary>The same for a request that has not reached its page yet.</summary>
    internal static Task<Entered> Enter(Members members, ClaimsPrincipal user, string slug, HttpContext? http, CancellationToken stop)
    {
        var signedIn = SignedInOf(user) ?? throw Refusal.SignedOut();
        var origin = new Origin(Channel.Web, http?.Connection.RemoteIpAddress?.ToString(), http?.TraceIdentifier);
        return members.Enter(signedIn, slug, origin, stop);
    }

    /// <summary>The sign-in that somebody carries, or null; one from before there were sessions is none.</summary>
    public static SignedIn? SignedInOf(ClaimsPrincipal user) =>
        PersonOf(user) is { } person && Guid.TryParse(user.FindFirstValue(SessionClaim), out var session) ? new SignedIn(person,
            user.FindFirstValue(StampClaim), session) : null;

    /// <summary>Where somebody turns on the two-step sign-in that a workspace requires.</summary>
    internal static string SetUpTwoStep(string slug) => $"/profile?workspace={Uri.EscapeDataString(slug)}#two-step";

    /// <summary>The person who is signed in, or null.</summary>
    public static Guid? PersonOf(ClaimsPrincipal user) =>
        user.Identity?.IsAuthenticated == true && Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;
}

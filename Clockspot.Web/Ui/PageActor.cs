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
        var person = PersonOf(user) ?? throw Refusal.SignedOut();
        var origin = new Origin(Channel.Web, http?.Connection.RemoteIpAddress?.ToString(), http?.TraceIdentifier);
        return members.Enter(person, user.FindFirstValue(StampClaim), slug, origin, stop);
    }

    /// <summary>The person who is signed in, or null.</summary>
    public static Guid? PersonOf(ClaimsPrincipal user) =>
        user.Identity?.IsAuthenticated == true && Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;
}

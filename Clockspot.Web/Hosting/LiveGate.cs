using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Ui;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Hosting;

/// <summary>
/// Stands before the connections by which pages stay up to date: they come from pages of this site alone, since a browser sends the
/// sign-in along from anybody's; they are WebSockets, which live as long as their request and can be counted by it; and there are so
/// many of them and no more.
/// </summary>
sealed class LiveGate(RequestDelegate next, LivePlaces places, Store store, PublicOrigin origin, ILogger<LiveGate> log)
{
    const string Path = "/_blazor";

    public Task InvokeAsync(HttpContext http) =>
        http.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase, out var rest)
            ? Check(http, rest.Value!.TrimEnd('/').ToLowerInvariant()) : next(http);

    async Task Check(HttpContext http, string rest)
    {
        var isSocket = IsSocket(http);
        if (!IsOwn(http.Request, isSocket))
        {
            log.LogInformation("A live connection was refused: it came from no page at {Origin}", origin.Value);
            Refuse(http, StatusCodes.Status403Forbidden);
            return;
        }
        if (rest.Length > 0 && rest != "/negotiate")
        {
            await next(http);
            return;
        }
        if (rest.Length == 0 && !isSocket)
        {
            Refuse(http, StatusCodes.Status400BadRequest);
            return;
        }
        var (person, from) = (await Known(http), http.Connection.RemoteIpAddress);
        using var place = isSocket ? places.Take(person, from) : null;
        if (isSocket ? place is null : !places.HasRoom(person, from))
        {
            Refuse(http, StatusCodes.Status429TooManyRequests);
            return;
        }
        await next(http);
    }

    /// <summary>Browsers name the origin with every POST and every WebSocket, and no page can change what they say.</summary>
    bool IsOwn(HttpRequest request, bool isSocket) =>
        request.Headers.Origin is { Count: > 0 } from ? from == origin.Value
            : !isSocket && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method));

    /// <summary>Over HTTP/1.1 an upgrade, over HTTP/2 an extended CONNECT (RFC 8441).</summary>
    static bool IsSocket(HttpContext http) => http.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true }
        || (http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
            && string.Equals(http.Request.Headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase));

    /// <summary>The person who is signed in; null for nobody, and for whoever anybody can be: a visitor
    /// of a demo, somebody who never confirmed an address.</summary>
    async Task<Guid?> Known(HttpContext http)
    {
        if (PageActor.PersonOf(http.User) is not { } person) return null;
        await using var db = await store.OpenSystem("who opens a live connection", http.RequestAborted);
        return await db.Users.AnyAsync(row => row.Id == person && !row.IsDemo && row.EmailConfirmed, http.RequestAborted) ? person : null;
    }

    /// <summary>Nobody reads a page here.</summary>
    static void Refuse(HttpContext http, int status)
    {
        if (http.Features.Get<IStatusCodePagesFeature>() is { } pages) pages.Enabled = false;
        http.Response.StatusCode = status;
    }
}

using System.Text.Json;
using Clockspot.Data;
using Clockspot.Domain;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Features.OAuth;

/// <summary>A client that may ask.</summary>
/// <param name="ClientId">What it presents itself with.</param>
/// <param name="Kind">How it came to be known.</param>
/// <param name="Name">What it calls itself.</param>
/// <param name="Redirects">Where it may send people back to.</param>
/// <param name="OnlyAccount">The only account that it serves; null for any.</param>
public sealed record OAuthClient(string ClientId, OAuthApplicationKind Kind, string Name, IReadOnlyList<string> Redirects, Guid? OnlyAccount)
{
    /// <summary>The host that it comes from, when its id says so.</summary>
    public string? Host => Kind == OAuthApplicationKind.Document ? new Uri(ClientId).Host : null;
}

/// <summary>The clients: found by their id, or registered by themselves.</summary>
public sealed class OAuthClients(Store store, ClientDocuments documents, IHttpContextAccessor request, ILogger<OAuthClients> log)
{
    /// <summary>The client of an id; null when there is none, or its document cannot be had.</summary>
    public async Task<OAuthClient?> Find(string clientId, CancellationToken stop)
    {
        var isDocument = documents.IsAddress(clientId);
        if (isDocument && documents.Present(clientId) is { } present) return Of(clientId, present);
        await using var db = await store.OpenSystem("a client asks", stop);
        if (isDocument)
        {
            var isKnown = await db.OAuthApplications.AnyAsync(
                one => one.ClientId == clientId && one.Kind == OAuthApplicationKind.Document && one.GrantedAt != null, stop);
            var from = request.HttpContext?.Connection.RemoteIpAddress;
            return await documents.Find(clientId, isKnown, from, stop) is { } facts ? Of(clientId, facts) : null;
        }
        var row = await db.OAuthApplications.AsNoTracking().SingleOrDefaultAsync(one => one.ClientId == clientId && one.Kind != OAuthApplicationKind.Document, stop);
        return row is null ? null : new OAuthClient(row.ClientId, row.Kind, row.Name, row.Redirects.Split('\n'), row.RegisteredBy);
    }

    static OAuthClient Of(string clientId, ClientFacts facts) =>
        new(clientId, OAuthApplicationKind.Document, facts.Name, facts.Redirects, null);

    /// <summary>Registers a client that asks for it (RFC 7591). It can do nothing until a person grants it something.</summary>
    /// <param name="metadata">What it says of itself.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<(string ClientId, ClientFacts Facts, NodaTime.Instant IssuedAt)> Register(JsonElement metadata, CancellationToken stop)
    {
        var facts = ClientMetadata.Read(metadata, "A program without a name");
        await using var db = await store.WriteSystem("a client registers", stop);
        var id = Ids.New(db.Now);
        var row = new OAuthApplication(id, $"dyn_{id:N}", OAuthApplicationKind.Dynamic, null, db.Now);
        row.Describe(facts.Name, facts.Redirects);
        db.OAuthApplications.Add(row);
        await db.Commit(stop);
        log.LogInformation("Client {Client} registered itself, with {Count} redirects", row.ClientId, facts.Redirects.Count);
        return (row.ClientId, facts, db.Now);
    }
}

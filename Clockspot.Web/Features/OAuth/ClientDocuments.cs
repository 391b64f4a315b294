using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Clockspot.Data;
using Clockspot.Domain;
using NodaTime;

namespace Clockspot.Features.OAuth;

/// <summary>
/// Fetches the document at which a client's id points (OAuth Client ID Metadata Document, draft-ietf-oauth-client-id-metadata-document). One fetch at a time for
/// one address; what was read is kept for as long as its <c>max-age</c> says, from half a minute to a day, and a failure never. Anybody
/// can name a client whose document comes slowly: one caller, one host and all strangers together have so many places, and clients that
/// somebody has connected have places of their own.
/// </summary>
public sealed class ClientDocuments : IDisposable
{
    const int Largest = 5 * 1024, LongestId = 500, MostKept = 1000;

    static readonly Duration shortest = Duration.FromSeconds(30), longest = Duration.FromHours(24), usual = Duration.FromMinutes(10);

    readonly IClock clock;
    readonly ILogger log;
    readonly bool isLocal;
    readonly HttpClient http;
    readonly ConcurrentDictionary<string, Lazy<Task<Kept>>> running = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, Kept> kept = new(StringComparer.Ordinal);

    /// <summary>A caller has a quarter of what strangers have together, and an IPv6 network half.</summary>
    readonly FetchSlots callers = new(atOnce: 4, waiting: 4), networks = new(atOnce: 8, waiting: 24);
    readonly FetchSlots hosts = new(atOnce: 2, waiting: 14), all = new(atOnce: 16, waiting: 48);

    /// <summary>A fetcher. This machine's own addresses are allowed while the program itself is reached there.</summary>
    public ClientDocuments(PublicOrigin origin, IClock clock, ILogger<ClientDocuments> log)
    {
        (this.clock, this.log) = (clock, log);
        isLocal = new Uri(origin.Value).IsLoopback;
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero, ConnectCallback = Connect, ActivityHeadersPropagator = null,
        }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>How long a document may take to come, whole.</summary>
    internal TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>True when a client id is such an address: https (http while everything is on this machine), with a path, without dot segments, fragment, name or password.</summary>
    public bool IsAddress(string clientId) => clientId.Length <= LongestId && Uri.TryCreate(clientId, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (isLocal && uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)) && uri.AbsolutePath.Length > 1 && uri.UserInfo.Length == 0
        // The text itself, for parsing resolves dot segments: what was checked must be what is fetched.
        && !clientId.Contains('#', StringComparison.Ordinal) && string.Equals(uri.AbsoluteUri, clientId, StringComparison.Ordinal);

    /// <summary>What a client says of itself, when its document was read not long ago.</summary>
    public ClientFacts? Present(string clientId) =>
        kept.TryGetValue(clientId, out var known) && known.Until > clock.GetCurrentInstant() ? known.Facts : null;

    /// <summary>What the client says of itself; null when its document cannot be had or is not right.</summary>
    /// <param name="clientId">Its id.</param>
    /// <param name="isKnown">Somebody has connected it.</param>
    /// <param name="from">Who names it.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<ClientFacts?> Find(string clientId, bool isKnown, IPAddress? from, CancellationToken stop)
    {
        if (!IsAddress(clientId)) return null;
        if (Present(clientId) is { } facts) return facts;
        var fetch = running.GetOrAdd(clientId, id => new Lazy<Task<Kept>>(() => Fetch(id, isKnown, from)));
        try
        {
            return (await fetch.Value.WaitAsync(stop)).Facts;
        }
        catch (Exception failed) when (failed is OAuthError or HttpRequestException or IOException or JsonException or InvalidOperationException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            log.LogInformation("The document of the client at {Host} could not be used: {Reason}", new Uri(clientId).Host, failed is OperationCanceledException ? "it took too long" : failed.Message);
            return null;
        }
    }

    /// <summary>
    /// Waits for its places and fetches, all of it within the same time. Takes itself off the list when it ends, also when whoever
    /// asked has gone meanwhile.
    /// </summary>
    async Task<Kept> Fetch(string clientId, bool isKnown, IPAddress? from)
    {
        using var patient = new CancellationTokenSource(Patience);
        var who = isKnown ? "known" : "stranger";
        try
        {
            using var caller = await callers.Enter($"{who} {CallerNetwork.Near(from)}", patient.Token);
            using var network = CallerNetwork.Wide(from) is { } wide ? await networks.Enter($"{who} {wide}", patient.Token) : null;
            using var host = await hosts.Enter($"{who} {new Uri(clientId).Host}", patient.Token);
            using var place = await all.Enter(who, patient.Token);
            return await Ask(clientId, patient);
        }
        finally
        {
            running.TryRemove(clientId, out _);
        }
    }

    async Task<Kept> Ask(string clientId, CancellationTokenSource patient)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, clientId);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patient.Token);
        if (response.StatusCode != HttpStatusCode.OK || response.Content.Headers.ContentType?.MediaType != "application/json") throw new HttpRequestException("There is no document.");
        var document = await Body(response, patient.Token);
        using var json = JsonDocument.Parse(document);
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("client_id", out var id) || id.ValueKind != JsonValueKind.String || id.GetString() != clientId)
            throw new HttpRequestException("The document is another client's.");
        var facts = ClientMetadata.Read(json.RootElement, new Uri(clientId).Host);
        var fetched = new Kept(facts, clock.GetCurrentInstant() + LifeOf(response.Headers.CacheControl));
        if (kept.Count >= MostKept) kept.TryRemove(kept.MinBy(one => one.Value.Until).Key, out _);
        return kept[clientId] = fetched;
    }

    static async Task<byte[]> Body(HttpResponseMessage response, CancellationToken stop)
    {
        await using var body = await response.Content.ReadAsStreamAsync(stop);
        var piece = new byte[Largest + 1];
        var read = await body.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, stop);
        return read <= Largest ? piece[..read] : throw new HttpRequestException("The document is too large.");
    }

    static Duration LifeOf(CacheControlHeaderValue? said)
    {
        if (said is { NoStore: true } or { NoCache: true }) return shortest;
        var asked = said?.MaxAge is { } age ? Duration.FromTimeSpan(age) : usual;
        return Duration.Max(shortest, Duration.Min(asked, longest));
    }

    /// <summary>Resolves the name itself and connects to what it has checked: a second look-up could answer something else.</summary>
    async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, stop);
        if (addresses.Length == 0 || !addresses.All(IsAllowed)) throw new HttpRequestException("The address is not one of the public internet.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    bool IsAllowed(IPAddress address) => PublicAddresses.Holds(address) || (isLocal && IPAddress.IsLoopback(address));

    /// <inheritdoc />
    public void Dispose() => http.Dispose();

    sealed record Kept(ClientFacts Facts, Instant Until);
}

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using NodaTime;

namespace Clockspot.Features.Clockify;

/// <summary>How long Clockify is waited for.</summary>
/// <param name="Whole">One call with its second try.</param>
/// <param name="BetweenTries">Before the second try.</param>
public sealed record ClockifyPatience(Duration Whole, Duration BetweenTries)
{
    /// <summary>Ten seconds, one of them between the tries.</summary>
    public static ClockifyPatience Usual { get; } = new(Duration.FromSeconds(10), Duration.FromSeconds(1));
}

/// <summary>Where to call, and with which key. It is never written out.</summary>
/// <param name="Base">The address of the API, without a slash at its end.</param>
/// <param name="Key">The key.</param>
public sealed record ClockifyAccess(Uri Base, string Key)
{
    /// <summary>The address alone.</summary>
    public override string ToString() => Base.ToString();
}

/// <summary>
/// Reads Clockify: GET and nothing else, to the addresses of <see cref="ClockifyHosts"/> and no others, the key in <c>X-Api-Key</c> and nowhere else. No redirect
/// is followed, no cookie kept. Whatever does not fit becomes a refusal of <see cref="ClockifyRefusals"/>.
/// </summary>
public sealed class ClockifyClient : IDisposable
{
    /// <summary>More than the longest list: five thousand members with all their settings are some ten megabytes.</summary>
    const int LargestAnswer = 64 * 1024 * 1024;

    static readonly Duration usualPause = Duration.FromMinutes(1), longestPause = Duration.FromHours(1);

    readonly ClockifyHosts hosts;
    readonly ClockifyPatience patience;
    readonly IClock clock;
    readonly HttpClient http;

    /// <summary>A client.</summary>
    public ClockifyClient(ClockifyHosts hosts, ClockifyPatience patience, IClock clock)
    {
        (this.hosts, this.patience, this.clock) = (hosts, patience, clock);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.All, PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // The key goes out in a header; no trace of ours travels along with it.
            ActivityHeadersPropagator = null,
            // A proxy sees nothing of https; a plain request to this machine is never shown to one.
            UseProxy = !hosts.IsLocal,
        };
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LargestAnswer };
    }

    /// <summary>One page of a list.</summary>
    /// <param name="access">Where and with which key.</param>
    /// <param name="path">Below the base, beginning with a slash.</param>
    /// <param name="stop">Gives up.</param>
    internal async Task<ClockifyPage> Get(ClockifyAccess access, string path, CancellationToken stop)
    {
        using var patient = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patient.CancelAfter(patience.Whole.ToTimeSpan());
        try
        {
            return await Try(access, path, patient.Token) ?? await Again(access, path, patient.Token) ?? throw ClockifyRefusals.Down();
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw ClockifyRefusals.TimedOut(patience.Whole);
        }
    }

    async Task<ClockifyPage?> Again(ClockifyAccess access, string path, CancellationToken stop)
    {
        await Task.Delay(patience.BetweenTries.ToTimeSpan(), stop);
        return await Try(access, path, stop);
    }

    /// <summary>Null for what may go away by itself: an answer of 500 and above, or a connection that broke.</summary>
    async Task<ClockifyPage?> Try(ClockifyAccess access, string path, CancellationToken stop)
    {
        var uri = new Uri(access.Base + path);
        if (!hosts.Allows(uri)) throw new InvalidOperationException($"Clockify's key is not sent to {uri.Host}.");
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        request.Headers.TryAddWithoutValidation("X-Api-Key", access.Key);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, stop);
            return (int)response.StatusCode >= 500 ? null : await Read(response, stop);
        }
        catch (HttpRequestException wrong) when (wrong.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.InvalidResponse)
        {
            throw ClockifyRefusals.NotUnderstood();
        }
        catch (InvalidDataException)
        {
            // Not compressed in the way that its header says.
            throw ClockifyRefusals.NotUnderstood();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    async Task<ClockifyPage> Read(HttpResponseMessage response, CancellationToken stop) => response.StatusCode switch
    {
        HttpStatusCode.OK => await Rows(response, stop),
        HttpStatusCode.Unauthorized => throw ClockifyRefusals.Invalid(),
        HttpStatusCode.Forbidden => throw ClockifyRefusals.MembersHidden(),
        // Whatever is asked for names a workspace that the key's list held: it went away since (the code of the body is the same for all of them).
        HttpStatusCode.BadRequest when response.RequestMessage!.RequestUri!.AbsolutePath.Contains("/workspaces/", StringComparison.Ordinal) => throw ClockifyRefusals.WorkspaceNotFound(),
        HttpStatusCode.TooManyRequests => throw ClockifyRefusals.Limited(PauseOf(response.Headers.RetryAfter)),
        _ => throw ClockifyRefusals.NotUnderstood(),
    };

    /// <summary>The pause that was asked for, in seconds or until a moment; a minute when nothing was said.</summary>
    Duration PauseOf(RetryConditionHeaderValue? said)
    {
        var asked = said switch
        {
            { Delta: { } delta } => Duration.FromTimeSpan(delta),
            { Date: { } date } => Instant.FromDateTimeOffset(date) - clock.GetCurrentInstant(),
            _ => usualPause,
        };
        return Duration.Max(Duration.FromSeconds(1), Duration.Min(asked, longestPause));
    }

    static async Task<ClockifyPage> Rows(HttpResponseMessage response, CancellationToken stop)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(stop);
            var rows = await JsonSerializer.DeserializeAsync<List<ClockifyRow?>>(body, ClockifyRow.Json, stop);
            if (rows is null || rows.Exists(row => string.IsNullOrWhiteSpace(row?.Id))) throw ClockifyRefusals.NotUnderstood();
            return new ClockifyPage(rows!, Header(response, "last-page") switch { "true" => true, "false" => false, _ => null },
                int.TryParse(Header(response, "total-count"), NumberStyles.None, CultureInfo.InvariantCulture, out var total) ? total : null);
        }
        catch (JsonException)
        {
            throw ClockifyRefusals.NotUnderstood();
        }
    }

    static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.First().Trim().ToLowerInvariant() : null;

    /// <inheritdoc />
    public void Dispose() => http.Dispose();
}

/// <summary>A page as it came.</summary>
/// <param name="Rows">Its rows, each with an id.</param>
/// <param name="IsLast">What the header <c>last-page</c> said; null when it was not there.</param>
/// <param name="Total">What the header <c>total-count</c> said; null when it was not there.</param>
sealed record ClockifyPage(IReadOnlyList<ClockifyRow> Rows, bool? IsLast, int? Total);

/// <summary>What is read of a workspace, user or client. Everything else passes unread, and states are words: new ones come without notice.</summary>
sealed record ClockifyRow(string? Id, string? Name, string? Email, string? Status, bool? Archived)
{
    /// <summary>camelCase; what is unknown is left out.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { PropertyNameCaseInsensitive = false, NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict };

    public ClockifyItem Item => new(Id!, Blank(Name) ?? Blank(Email) ?? Id!, Blank(Email), Mark);

    ClockifyMark Mark => Archived == true || Status is "DELETED" or "INACTIVE" or "LIMITED_DELETED" ? ClockifyMark.Archived
        : Status is "PENDING_EMAIL_VERIFICATION" or "NOT_REGISTERED" or "PENDING" ? ClockifyMark.Pending : ClockifyMark.None;

    static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

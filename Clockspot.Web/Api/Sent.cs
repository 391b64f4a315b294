using System.Globalization;
using System.Text.Json;
using Clockspot.Data;

namespace Clockspot.Api;

/// <summary>An answer as it goes over the wire, and as it is kept for its repetition.</summary>
sealed record Sent(int Status, string? ContentType, byte[]? Body, string? Location = null, string? ETag = null)
{
    /// <summary>The cursor of the next page, for the <c>Link</c> header.</summary>
    public string? Next { get; init; }

    /// <summary>It was answered before, to the same <c>Idempotency-Key</c>.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>Writes down what an operation answered.</summary>
    public static Sent Of(ApiAnswer answer) => new(answer.Status, answer.Body is null ? null : "application/json; charset=utf-8",
        answer.Body is null ? null : JsonSerializer.SerializeToUtf8Bytes(answer.Body, answer.Body.GetType(), ApiJson.Options), answer.Location,
        answer.Version is { } version ? string.Create(CultureInfo.InvariantCulture, $"\"{version}\"") : null) { Next = answer.Next };

    /// <summary>What was kept.</summary>
    public static Sent Of(KeptAnswer kept) => new(kept.Status, kept.ContentType, kept.Body, kept.Location, kept.ETag) { IsRepeated = true };

    /// <summary>Sends it.</summary>
    public async Task Write(HttpContext http, string @base)
    {
        var headers = http.Response.Headers;
        http.Response.StatusCode = Status;
        headers.CacheControl = "no-store";
        if (ETag is not null) headers.ETag = ETag;
        if (Location is not null) headers.Location = @base + Location;
        if (IsRepeated) headers["Idempotency-Replayed"] = "true";
        if (Next is not null) headers.Link = $"<{@base}{http.Request.Path.Value!["/api/v1".Length..]}{Query(http.Request.Query, Next)}>; rel=\"next\"";
        if (Body is null) return;
        http.Response.ContentType = ContentType;
        http.Response.ContentLength = Body.Length;
        await http.Response.Body.WriteAsync(Body, http.RequestAborted);
    }

    static QueryString Query(IQueryCollection asked, string next)
    {
        var said = asked.Where(one => one.Key != "cursor").SelectMany(one => one.Value.Select(value => KeyValuePair.Create(one.Key, value)));
        return QueryString.Create(said.Append(KeyValuePair.Create("cursor", (string?)next)));
    }
}

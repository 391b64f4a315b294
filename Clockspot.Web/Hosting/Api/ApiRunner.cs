using Clockspot.Api;
using Clockspot.Domain;

namespace Clockspot.Hosting.Api;

/// <summary>Runs an operation: who calls, how often, what was sent; then the operation; then the answer. Everything that is refused becomes a problem.</summary>
sealed class ApiRunner(ApiCredentials credentials, ApiLimits limits, Idempotency idempotency, PublicOrigin origin)
{
    /// <summary>The API's address, without a slash at its end.</summary>
    public const string Base = "/api/v1";

    static readonly string[] json = ["application/json"], patch = ["application/json", "application/merge-patch+json"];

    static Refusal NotJson(IEnumerable<string> types) => new("unsupported_media_type", 415, "This request could not be read", $"Send the body as {string.Join(" or ", types)}.");

    public async Task Run(HttpContext http, ApiOperation operation)
    {
        try
        {
            var caller = await Enter(http);
            limits.Count(http, caller);
            // What the call says is nobody's business who may not make it. The use-case decides again.
            operation.Needs?.Check(caller.Actor);
            if (operation.SendsMail) limits.CountMail(http, caller.Actor.PersonId);
            var call = new ApiCall(http, operation, caller, await Read(http, operation));
            call.RefuseUnknownParameters();
            ApiBody.RefuseLongLists(call.Sent);
            await (operation.IsIdempotent ? (await idempotency.Run(call, () => Act(call, operation), refusal => Problems.Sent(http, refusal))).Write(http, origin.Url(Base)) : Answer(http, call, operation));
        }
        catch (Refusal refusal) when (!http.Response.HasStarted)
        {
            await Problems.Answer(http, refusal);
        }
        catch (BadHttpRequestException wrong) when (!http.Response.HasStarted)
        {
            // The server's own refusal of a body, answered here, so that what is left in this minute is said as well.
            await Problems.Answer(http, Problems.Of(wrong));
        }
    }

    /// <summary>Whoever presents nothing valid is counted by address.</summary>
    async Task<Caller> Enter(HttpContext http)
    {
        try
        {
            return await credentials.Enter(http);
        }
        catch (Refusal)
        {
            limits.CountAddress(http);
            throw;
        }
    }

    static async Task<Sent> Act(ApiCall call, ApiOperation operation) => Sent.Of(await operation.Run(call));

    async Task Answer(HttpContext http, ApiCall call, ApiOperation operation)
    {
        var answer = await operation.Run(call);
        if (answer.File is { } file) await Ui.FileAnswers.Send(http, file);
        else await Sent.Of(answer).Write(http, origin.Url(Base));
    }

    /// <summary>Reads the body whole, up to what the server takes. 413, 415.</summary>
    static async Task<ReadOnlyMemory<byte>> Read(HttpContext http, ApiOperation operation)
    {
        if (http.Request.ContentLength > Server.LargestBody) throw Problems.TooLarge();
        if (http.Request.ContentLength is null or 0 && !http.Request.Headers.ContainsKey("Transfer-Encoding")) return default;
        if (HttpMethods.IsGet(http.Request.Method)) return default;
        using var body = new MemoryStream((int)(http.Request.ContentLength ?? 1024));
        var piece = new byte[8192];
        for (int read; (read = await http.Request.Body.ReadAsync(piece, http.RequestAborted)) > 0;)
        {
            if (body.Length + read > Server.LargestBody) throw Problems.TooLarge();
            body.Write(piece, 0, read);
        }
        if (body.Length == 0) return default;
        var types = operation.IsPatch ? patch : json;
        var type = http.Request.ContentType?.Split(';')[0].Trim();
        if (!types.Contains(type, StringComparer.OrdinalIgnoreCase)) throw NotJson(types);
        return body.ToArray();
    }
}

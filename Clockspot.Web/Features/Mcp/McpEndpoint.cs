using System.Text.Json;
using System.Text.Json.Nodes;
using Clockspot.Api;
using Clockspot.Domain;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Clockspot.Features.Mcp;

/// <summary>
/// The address at which assistants call: POST alone, one message each (Streamable HTTP without sessions). Cookies have no say, and nothing that pages need is paid for.
/// </summary>
sealed class McpEndpoint(McpDoor door, McpServers servers, CountCall count, ILogger<McpEndpoint> log)
{
    /// <summary>The address.</summary>
    public const string Path = "/mcp";

    const string EventStream = "text/event-stream", Json = "application/json";

    /// <summary>Answers a request.</summary>
    public async Task Run(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "no-store";
        // Proxies pass on at once what comes, and hold nothing back to press it.
        headers["X-Accel-Buffering"] = "no";
        try
        {
            door.CheckPlace(http.Request);
            var caller = await door.Enter(http);
            count(http, caller);
            if (!HttpMethods.IsPost(http.Request.Method)) throw OnlyPost(http);
            if (!Accepts(http.Request)) throw new McpFault(StatusCodes.Status406NotAcceptable, McpProtocol.NotAllowed, $"Accept must hold both {Json} and {EventStream}.");
            var message = await McpMessage.Read(http.Request, http.RequestAborted);
            await Write(http, message, await servers.Answer(caller, message, http.RequestAborted));
        }
        catch (McpClosed closed)
        {
            if (closed.Challenge is not null) headers.WWWAuthenticate = closed.Challenge;
            var body = new JsonObject { ["error_description"] = closed.Message };
            if (closed.Code is not null) body["error"] = closed.Code;
            await Write(http, closed.Status, body);
        }
        catch (McpFault fault)
        {
            await Write(http, fault.Status, fault.Body());
        }
        catch (Refusal refusal)
        {
            await Write(http, refusal.Status, new McpFault(refusal.Status, McpProtocol.NotAllowed, refusal.Message).Body());
        }
        catch (BadHttpRequestException wrong)
        {
            var said = wrong.StatusCode == StatusCodes.Status408RequestTimeout
                ? "The message did not arrive in time. Nothing was done. Send it again." : "This request could not be read.";
            await Write(http, wrong.StatusCode, new McpFault(wrong.StatusCode, McpProtocol.InvalidRequest, said).Body());
        }
        catch (Exception failure) when (!http.RequestAborted.IsCancellationRequested)
        {
            log.LogError(failure, "A message of an assistant failed");
            await Write(http, StatusCodes.Status500InternalServerError,
                new McpFault(StatusCodes.Status500InternalServerError, McpProtocol.Failed, $"Something went wrong in Clockspot, and it was not your doing. Request {http.TraceIdentifier}.").Body());
        }
    }

    static McpFault OnlyPost(HttpContext http)
    {
        http.Response.Headers.Allow = HttpMethods.Post;
        return new McpFault(StatusCodes.Status405MethodNotAllowed, McpProtocol.NotAllowed, "Send a POST: there are no sessions here, and no stream without a question.");
    }

    static bool Accepts(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return accepted.Any(one => one.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase) && one.Quality != 0) && accepted.Any(one => one.MediaType.Equals(EventStream, StringComparison.OrdinalIgnoreCase) && one.Quality != 0);
    }

    static async Task Write(HttpContext http, McpMessage message, McpAnswer answer)
    {
        if (answer.Failed is { } failed && McpProtocol.StatusOf(failed.Error.Code) is var status && status != StatusCodes.Status200OK && (message.IsSelfContained || status == StatusCodes.Status400BadRequest))
        {
            await Write(http, status, JsonSerializer.SerializeToNode<JsonRpcMessage>(failed, McpJsonUtilities.DefaultOptions)!.AsObject());
            return;
        }
        if (answer.Stream.IsEmpty)
        {
            http.Response.StatusCode = StatusCodes.Status202Accepted;
            return;
        }
        http.Response.ContentType = EventStream;
        await http.Response.Body.WriteAsync(answer.Stream, http.RequestAborted);
    }

    static async Task Write(HttpContext http, int status, JsonObject body)
    {
        if (http.Response.HasStarted) return;
        http.Response.StatusCode = status;
        http.Response.ContentType = Json;
        await http.Response.WriteAsync(body.ToJsonString(ApiJson.Options), http.RequestAborted);
    }
}

using Clockspot.Api;
using Clockspot.Domain.Access;
using NodaTime;

namespace Clockspot.Features.Clockify;

/// <summary>The connection to Clockify.</summary>
/// <param name="Status">How it stands.</param>
/// <param name="Hint">The last four characters of the key; null when there is none.</param>
/// <param name="Region">Where the Clockify workspace lives; null when there is no connection.</param>
/// <param name="CheckedAt">When Clockify last answered or refused to.</param>
/// <param name="Failure">The code of the last refusal, such as <c>clockify_invalid_token</c>; null when the last answer was good.</param>
public sealed record ClockifyShape(ClockifyState Status, string? Hint, ClockifyRegion? Region, Instant? CheckedAt, string? Failure)
{
    internal static ClockifyShape Of(ClockifyStatus status) => new(status.State, status.Hint, status.Region, status.CheckedAt, status.Failure);
}

/// <summary>A workspace, user or client of Clockify.</summary>
/// <param name="Id">As Clockify writes it.</param>
/// <param name="Name">Its name; for somebody without one the address, then the id.</param>
public sealed record ClockifyNameShape(string Id, string Name);

static class ClockifyApi
{
    const string Tag = "Integrations", Path = "/integrations/clockify", Workspace = Path + "/workspaces/{id}";

    static readonly ApiNeed see = new(Area.Account, Level.Read, Reach.All) { AdminOnly = true };
    static readonly ApiNeed edit = new(Area.Account, Level.Edit, Reach.All) { AdminOnly = true };
    static readonly string[] refused = ["clockify_not_connected", "clockify_invalid_token"];
    static readonly (int, string)[] down = [(502, "clockify_unavailable"), (502, "clockify_unreadable"), (503, "clockify_rate_limited"), (504, "clockify_timeout")];
    static readonly ClockifyShape example = new(ClockifyState.Connected, "k9Qz", ClockifyRegion.Global, ApiExample.At, null);

    public static void AddClockify(this ApiRoutes api)
    {
        api.Add(new("GET", Path, "getClockify", "Read how Clockify is connected")
        {
            Tag = Tag, Needs = see, Description = "Clockify itself is not asked.", Answer = typeof(ClockifyShape), AnswerExample = example,
            Run = async call => ApiAnswer.Ok(await Status(call)),
        });
        api.Add(new("PUT", Path, "connectClockify", "Connect Clockify, or change its key")
        {
            Tag = Tag, Needs = edit, Description = "Tests the key by listing its workspaces and saves it. A key that Clockify refuses is not saved. `subdomain` goes with the region `subdomain` alone.",
            Body = typeof(ConnectClockify), BodyExample = new { apiKey = "the-key-from-clockify", region = "global" }, Answer = typeof(ClockifyShape), AnswerExample = example,
            Conflicts = ["clockify_invalid_token"], Failures = [.. down, (403, "clockify_forbidden")], Run = Connect,
        });
        api.Add(new("DELETE", Path, "disconnectClockify", "Disconnect Clockify")
        {
            Tag = Tag, Needs = edit, Description = "Erases the key. Without a connection it does nothing.", Status = StatusCodes.Status204NoContent,
            Run = async call =>
            {
                await call.Use<ClockifyConnections>().Disconnect(call.Actor, call.Stop);
                return ApiAnswer.Nothing;
            },
        });
        List(api, Path + "/workspaces", "listClockifyWorkspaces", "List the workspaces of Clockify", down, new("70bb00000000000000000001", "Northwind Crew"),
            call => call.Use<ClockifyBook>().Workspaces(call.Actor, Freshness.Recent, call.Stop));
        List(api, Workspace + "/users", "listClockifyUsers", "List the users of a Clockify workspace", [.. down, (403, "clockify_forbidden"), (404, "clockify_workspace_not_found")],
            new("70aa00000000000000000001", "Dana Holt"), call => call.Use<ClockifyBook>().Users(call.Actor, call.Text("id"), Freshness.Recent, call.Stop));
        List(api, Workspace + "/clients", "listClockifyClients", "List the clients of a Clockify workspace", [.. down, (403, "clockify_forbidden"), (404, "clockify_workspace_not_found")],
            new("70ee00000000000000000001", "Acme & Söhne"), call => call.Use<ClockifyBook>().Clients(call.Actor, call.Text("id"), Freshness.Recent, call.Stop));
    }

    static void List(ApiRoutes api, string path, string id, string summary, IReadOnlyList<(int, string)> failures, ClockifyNameShape row, Func<ApiCall, Task<ClockifyReading?>> read) => api.Add(new("GET", path, id, summary)
    {
        Tag = Tag, Needs = see, IsList = true, Description = "What Clockify said within the last ten minutes. Nothing is ever written there.", Answer = typeof(ClockifyNameShape), AnswerExample = row,
        Conflicts = refused, Failures = failures, Run = call => Page(call, read),
    });

    static async Task<ApiAnswer> Page(ApiCall call, Func<ApiCall, Task<ClockifyReading?>> read)
    {
        // What is wrong with the call is told before Clockify is asked.
        _ = call.Limit;
        return call.Page([.. (await read(call))!.Rows.Select(item => new ClockifyNameShape(item.Id, item.Name))], item => item.Id);
    }

    static async Task<ApiAnswer> Connect(ApiCall call)
    {
        await call.Use<ClockifyConnections>().Connect(call.Actor, call.Body<ConnectClockify>(), call.Stop);
        return ApiAnswer.Ok(await Status(call));
    }

    static async Task<ClockifyShape> Status(ApiCall call) => ClockifyShape.Of(await call.Use<ClockifyConnections>().Status(call.Actor, call.Stop));
}

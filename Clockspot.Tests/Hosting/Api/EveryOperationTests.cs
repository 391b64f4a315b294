using System.Text.Json.Nodes;
using Clockspot.Api;
using Clockspot.Domain.Access;
using Clockspot.Features.ApiKeys;
using Clockspot.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Hosting.Api;

/// <summary>By enumeration over the served document: who is let in to every operation, and that nobody else is, whatever they send.</summary>
public sealed class EveryOperationTests : IAsyncLifetime
{
    ApiProbe usual = null!;

    public async Task InitializeAsync() => usual = await ApiProbe.Make();

    public async Task DisposeAsync() => await usual.DisposeAsync();

    [Fact]
    public void The_document_names_what_the_server_has() => Rule.Listed("Every operation that is mapped is in the document, and every one there is mapped.",
        usual.World.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(endpoint => endpoint.Metadata.GetMetadata<ApiOperation>() is not null)
            .Select(endpoint => $"{endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Single()} {endpoint.RoutePattern.RawText!["/api/v1".Length..]}"),
        usual.Book.All.Select(operation => operation.ToString()));

    [Fact]
    public void Every_operation_is_told_in_full() => Rule.Holds("An operation has a name of its own, a summary, a body with an example where it takes one, and an example of what it answers.",
        usual.Book.All.GroupBy(operation => operation.Id).Where(same => same.Count() > 1).Select(same => $"{same.Key} names {same.Count()}").Concat(
            from operation in usual.Book.All
            from missing in Missing(operation)
            select $"{operation}: {missing}"));

    [Fact]
    public void Every_field_and_type_of_the_document_is_described() => Rule.Holds("Every type and field says what it is.",
        from schema in usual.Book.Json["components"]!["schemas"]!.AsObject()
        from missing in (schema.Value!["description"] is null ? [schema.Key] : Array.Empty<string>())
            .Concat(schema.Value["properties"]!.AsObject().Where(field => field.Value!["description"] is null).Select(field => $"{schema.Key}.{field.Key}"))
        select missing);

    [Fact]
    public async Task Nobody_gets_in_without_one_valid_credential()
    {
        var world = usual.World;
        var (revoked, expired) = (await world.Key(usual.Scene.Owner), await world.Key(usual.Scene.Owner, expiresAt: world.Clock.GetCurrentInstant() - Duration.FromSeconds(1)));
        await using (var db = await world.Store.Write(usual.Scene.Owner, default))
        {
            var hint = revoked[^4..];
            (await db.ApiKeys.SingleAsync(key => key.Hint == hint)).Revoke(db.Now);
            await db.Commit(default);
        }
        var (http, cookie, key) = (world.Client(), await world.Cookie(usual.Scene.Owner), usual.Owner.Key);
        await usual.Every("Without one valid credential no operation does anything.", async operation =>
        {
            var body = (await usual.BodyOf(operation))?.ToJsonString();
            await Try("no credential", 401, "unauthenticated");
            await Try("a cookie", 401, "unauthenticated", "", ("Cookie", cookie));
            await Try("a key that nobody has", 401, "invalid_token", "", ("Authorization", "Bearer " + KeyText.New().Value));
            await Try("a mistyped key", 401, "invalid_token", "", ("X-Api-Key", key[..^1] + "~"));
            await Try("a revoked key", 401, "invalid_token", "", ("Authorization", "Bearer " + revoked));
            await Try("an expired key", 401, "invalid_token", "", ("Authorization", "Bearer " + expired));
            await Try("two credentials", 400, "invalid_request", "", ("Authorization", "Bearer " + key), ("X-Api-Key", key));
            await Try("one in the address", 400, "invalid_request", "?access_token=" + key);
            await Try("one in the address beside one in the header", 400, "invalid_request", "?api_key=" + key, ("X-Api-Key", key));

            async Task Try(string what, int status, string code, string query = "", params (string, string)[] headers)
            {
                var reply = await ApiClient.Send(http, operation.Method, "/api/v1" + usual.PathOf(operation) + query, body, headers);
                usual.Judge(operation, what, reply);
                usual.Due(operation, what, reply, (status, code));
                if (status == 401 && reply.Header("WWW-Authenticate")?.StartsWith("Bearer realm=", StringComparison.Ordinal) != true) usual.Break(operation, $"{what}: no challenge");
            }
        });
    }

    [Fact]
    public async Task A_credential_without_the_scope_is_refused_and_told_which() => await usual.Every("The scope in the document is needed.", async operation =>
    {
        if (operation.Scopes.Count == 0) return;
        var area = operation.Scopes.Select(scope => scope.Split(':')[0]).ToList();
        var writes = operation.Scopes[0].EndsWith(":write", StringComparison.Ordinal);
        var lacking = ApiProbe.AllBut(Scopes.All.Select(scope => scope.ToString()).Where(scope => area.Contains(scope.Split(':')[0]) && !(writes && scope.EndsWith(":read", StringComparison.Ordinal))));
        var reply = await usual.Ask(operation, "too little scope", await usual.World.Api(usual.Scene.Owner, lacking), body: await usual.BodyOf(operation));
        usual.Due(operation, $"a key with {lacking}", reply, (403, "insufficient_scope"));
        if (reply.Header("WWW-Authenticate")?.Contains($"scope=\"{operation.Scopes[0]}\"", StringComparison.Ordinal) != true) usual.Break(operation, $"the challenge is {reply.Header("WWW-Authenticate")}");
    });

    [Fact]
    public async Task Each_scope_of_the_document_is_enough_by_itself() => await usual.Every("Any one scope that the document names is enough.", async operation =>
    {
        foreach (var scope in operation.Scopes)
        {
            var reply = await usual.Ask(operation, scope, await usual.World.Api(usual.Scene.Owner, scope), body: await usual.BodyOf(operation));
            if (reply.Status == 403) usual.Break(operation, $"{scope} is not enough: {reply}");
        }
    }, writesNothing: false);

    [Fact]
    public async Task A_role_that_is_too_small_is_refused()
    {
        var clients = await Clients();
        await usual.Every("Roles that the document does not name are refused.", async operation =>
        {
            // An edit reads first: what is out of reach is not found.
            foreach (var role in Enum.GetValues<Role>().Where(role => operation.Roles?.Contains(role.Title()) == false))
                usual.Due(operation, role.Title(), await usual.Ask(operation, role.Title(), clients[role], body: await usual.BodyOf(operation)), (403, "forbidden"), (operation.Path.Contains('{', StringComparison.Ordinal) ? 404 : 403, "not_found"));
        });
    }

    [Fact]
    public async Task A_role_that_the_document_names_gets_in()
    {
        var clients = await Clients();
        await usual.Every("Roles that the document names get in, if only to be told what is not theirs.", async operation =>
        {
            foreach (var role in Enum.GetValues<Role>().Where(role => operation.Roles?.Contains(role.Title()) != false))
                if (await usual.Ask(operation, role.Title(), clients[role], body: await usual.BodyOf(operation)) is { Code: "forbidden" } reply && !IsOfRow(operation)) usual.Break(operation, $"{role}: {reply}");
        }, writesNothing: false);
    }

    [Theory]
    [InlineData(Standing.Out, "not_clocked_in")]
    [InlineData(Standing.In, "already_clocked_in")]
    public async Task What_belongs_to_another_account_is_not_there(Standing state, string instead)
    {
        // A punch looks at the clock first, so that each is asked once while it could be done.
        await using var probe = await ApiProbe.Make(state);
        var outsider = await probe.World.Api(probe.Scene.Outsider);
        var theirs = await Theirs(probe, outsider);
        var own = probe.Scene.Ids.Values.Select(id => id.ToString()).ToList();
        await probe.Every("An id of another account is not found, in the path, the query and the body.", async operation =>
        {
            var body = await probe.BodyOf(operation);
            if (operation.Path.Contains("{id}", StringComparison.Ordinal)) probe.Due(operation, "their id in the path", await probe.Ask(operation, "their id in the path", outsider, body: body), ApiProbe.Nothing(operation));
            foreach (var parameter in operation.Query.Where(one => (string?)one.One["format"] == "uuid"))
            {
                var id = theirs.GetValueOrDefault(parameter.Name, theirs["employeeId"]);
                var reply = await probe.Ask(operation, parameter.Name, probe.Owner, $"{probe.PathOf(operation)}?{parameter.Name}={id}", body);
                if (reply.Status == 200 && reply.Json?["data"] is JsonArray { Count: > 0 }) probe.Break(operation, $"?{parameter.Name} of another account: {reply}");
                else if (reply.Status != 200) probe.Due(operation, $"?{parameter.Name} of another account", reply, (404, "not_found"), (422, "invalid_input"));
            }
            foreach (var (field, spoilt) in ForeignIds(operation, body, theirs))
                probe.Due(operation, $"{field} of another account", await probe.Ask(operation, field, probe.Owner, body: spoilt), (404, "not_found"), (422, "invalid_input"),
                    (operation.Path.StartsWith("/clock/", StringComparison.Ordinal) ? 409 : 404, instead));
            var all = operation.Path.Contains('{', StringComparison.Ordinal) || operation.Method != "GET" ? null : await probe.Ask(operation, "as an outsider", outsider);
            foreach (var id in own.Where(id => all?.Text.Contains(id, StringComparison.Ordinal) == true)) probe.Break(operation, $"an outsider reads {id}");
        });
    }

    /// <summary>Rules about single rows (an Owner, somebody out of reach, one's own time) are the use-case's.</summary>
    static bool IsOfRow(Documented operation) => operation.Path.Contains('{', StringComparison.Ordinal) || operation.Body is not null;

    static IEnumerable<string> Missing(Documented operation)
    {
        if (string.IsNullOrWhiteSpace((string?)operation.Json["summary"])) yield return "no summary";
        if (operation.Body is not null && operation.NeedsBody && operation.BodyExample is null) yield return "no example of the body";
        if (operation.BodyExample is { } example)
            foreach (var fault in operation.Book.Check.Faults(operation.Body, example)) yield return $"the example of the body differs: {fault}";
        if (operation.Answer(operation.Status)!["content"]?["application/json"] is not { } content) yield break;
        if (content["example"] is not { } answer) yield return "no example of the answer";
        else
            foreach (var fault in operation.Book.Check.Faults(content["schema"], answer)) yield return $"the example of the answer differs: {fault}";
    }

    static IEnumerable<(string Field, JsonObject Body)> ForeignIds(Documented operation, JsonObject? body, Dictionary<string, Guid> theirs)
    {
        foreach (var (name, node) in operation.Body?["properties"]?.AsObject() ?? [])
        {
            var isMany = name.EndsWith("Ids", StringComparison.Ordinal);
            if (!theirs.TryGetValue(isMany ? name[..^1] : name, out var id)) continue;
            var spoilt = body!.DeepClone().AsObject();
            spoilt[name] = isMany ? new JsonArray(JsonValue.Create(id)) : JsonValue.Create(id);
            // A job for everyone has no list of people.
            if (name == "employeeIds") spoilt["forEveryone"] = false;
            yield return (name, spoilt);
        }
    }

    /// <summary>One of each kind in the other account.</summary>
    static async Task<Dictionary<string, Guid>> Theirs(ApiProbe probe, ApiClient outsider)
    {
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal) { ["employeeId"] = probe.Scene.Outsider.EmployeeId, ["managerId"] = probe.Scene.Outsider.EmployeeId };
        foreach (var (name, path) in new[] { ("jobId", "/jobs"), ("locationId", "/locations") })
        {
            if (!probe.Book.All.Any(operation => operation.Path == path)) continue;
            var made = await outsider.Post(path, new { name = "Theirs" });
            Assert.True(made.Status == 201, made.ToString());
            ids[name] = made.Id;
        }
        return ids;
    }

    async Task<Dictionary<Role, ApiClient>> Clients()
    {
        var clients = new Dictionary<Role, ApiClient>();
        foreach (var role in Enum.GetValues<Role>()) clients[role] = await usual.World.Api(usual.Scene.Of(role));
        return clients;
    }
}

using System.Text.Json.Nodes;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.Mcp;

/// <summary>Both generations of the protocol over the wire: what is answered, and what is told about a message that cannot be.</summary>
public sealed class ProtocolTests : IAsyncLifetime
{
    static readonly (string, string) both = ("Accept", "application/json, text/event-stream");

    readonly World world = new();
    McpClient client = null!;

    public async Task InitializeAsync() => client = await McpClient.Connected(world, await world.Workspace());

    public async Task DisposeAsync() => await world.DisposeAsync();

    static JsonObject Hello(string version) => new()
    {
        ["protocolVersion"] = version, ["capabilities"] = new JsonObject(), ["clientInfo"] = new JsonObject { ["name"] = "probe", ["version"] = "1" },
    };

    static JsonObject About(string tool) => new() { ["name"] = tool, ["arguments"] = new JsonObject() };

    [Theory]
    [InlineData("2024-11-05")]
    [InlineData("2025-03-26")]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    public async Task The_older_generation_shakes_hands_and_gets_no_session(string version)
    {
        var reply = await client.Send(McpClient.Message("initialize", Hello(version)), both);
        Assert.Equal(200, reply.Status);
        Assert.Equal(version, (string)reply.Result!["protocolVersion"]!);
        Assert.Equal(("Clockspot", Clockspot.Domain.ProductVersion.Text), ((string)reply.Result["serverInfo"]!["title"]!, (string)reply.Result["serverInfo"]!["version"]!));
        Assert.Null(reply.Header("Mcp-Session-Id"));
        Assert.NotNull(reply.Result["capabilities"]!["tools"]);
        Assert.Contains("employee time clock", ((string)reply.Result["instructions"]!)[..512], StringComparison.Ordinal);
        Assert.Contains("idempotencyKey", ((string)reply.Result["instructions"]!)[..512], StringComparison.Ordinal);
        Assert.Equal(("no", "no-store"), (reply.Header("X-Accel-Buffering"), reply.Header("Cache-Control")));
        Assert.Null(reply.Header("Content-Encoding"));
    }

    [Fact]
    public async Task A_revision_that_nobody_knows_yet_is_answered_with_the_newest_that_shakes_hands()
    {
        var reply = await client.Send(McpClient.Message("initialize", Hello("2031-01-01")), both);
        Assert.True(McpClient.Older == (string?)reply.Result?["protocolVersion"], reply.ToString());
    }

    [Fact]
    public async Task The_older_generation_pings_lists_and_calls_without_having_shaken_hands()
    {
        Assert.DoesNotContain((await client.Ask("ping")).Result!.AsObject(), one => one.Key is not "resultType");
        Assert.Contains((await client.Ask("tools/list")).Result!["tools"]!.AsArray(), tool => (string)tool!["name"]! == "get_account");
        Assert.Equal("Olive Owner", (string)(await client.Call("get_account")).Answer["person"]!["name"]!);
    }

    [Fact]
    public async Task A_notice_is_taken_without_an_answer()
    {
        var reply = await client.Send("""{"jsonrpc":"2.0","method":"notifications/initialized"}""", both);
        Assert.Equal((202, ""), (reply.Status, reply.Text));
    }

    [Fact]
    public async Task A_notice_of_the_newer_generation_needs_no_repetition_in_headers()
    {
        var reply = await client.Send("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":3}}""", both, ("MCP-Protocol-Version", McpClient.Newest));
        Assert.Equal((202, ""), (reply.Status, reply.Text));
    }

    [Fact]
    public async Task Who_asks_need_not_be_told_by_name()
    {
        var meta = new JsonObject { ["io.modelcontextprotocol/protocolVersion"] = McpClient.Newest, ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject() };
        Assert.Equal(200, (await client.AskNow("server/discover", new JsonObject { ["_meta"] = meta })).Status);
    }

    [Fact]
    public async Task The_newer_generation_discovers_lists_and_calls()
    {
        var found = await client.AskNow("server/discover");
        Assert.Equal(200, found.Status);
        Assert.Contains(McpClient.Newest, found.Result!["supportedVersions"]!.AsArray().Select(one => (string)one!));
        Assert.Equal("clockspot", (string)found.Result["_meta"]!["io.modelcontextprotocol/serverInfo"]!["name"]!);
        var listed = (await client.AskNow("tools/list")).Result!;
        Assert.Contains(listed["tools"]!.AsArray(), tool => (string)tool!["name"]! == "get_account");
        // The list is this person's own: no cache in between may give it to another one.
        Assert.Equal(("private", 0), ((string)listed["cacheScope"]!, (int)listed["ttlMs"]!));
        Assert.Equal("Olive Owner", (string)(await client.AskNow("tools/call", About("get_account"))).Answer["person"]!["name"]!);
    }

    [Theory]
    [InlineData("Mcp-Method", null)]
    [InlineData("Mcp-Method", "tools/list")]
    [InlineData("Mcp-Name", null)]
    [InlineData("Mcp-Name", "get_timesheet")]
    [InlineData("Mcp-Name", "=?base64?!!!?=")]
    public async Task Headers_that_are_missing_or_say_something_else_than_the_body_are_refused(string header, string? value)
    {
        var reply = await client.AskNow("tools/call", About("get_account"), (header, value));
        Assert.Equal((400, -32020, 7), (reply.Status, reply.Code, (int)reply.Json!["id"]!));
    }

    [Fact]
    public async Task A_name_in_base64_is_read() => Assert.Equal(200, (await client.AskNow("tools/call", About("get_account"), ("Mcp-Name", "=?base64?Z2V0X2FjY291bnQ=?="))).Status);

    [Fact]
    public async Task Header_and_body_name_one_revision()
    {
        Assert.Equal((400, -32020), await Said(("MCP-Protocol-Version", null)));
        Assert.Equal((400, -32020), await Said(("MCP-Protocol-Version", McpClient.Older)));
        var bare = await client.AskNow("tools/list", new JsonObject { ["_meta"] = new JsonObject() });
        Assert.Equal((400, -32602), (bare.Status, bare.Code));

        async Task<(int, int?)> Said(params (string, string?)[] headers) => await client.AskNow("tools/list", null, headers) is var reply ? (reply.Status, reply.Code) : default;
    }

    [Fact]
    public async Task An_unknown_revision_is_refused_with_those_that_are_known()
    {
        var reply = await client.AskNow("tools/list", null, ("MCP-Protocol-Version", "2031-01-01"));
        Assert.Equal((400, -32022), (reply.Status, reply.Code));
        Assert.Equal("2031-01-01", (string)reply.Json!["error"]!["data"]!["requested"]!);
        var discovered = (await client.AskNow("server/discover")).Result!["supportedVersions"]!;
        Assert.True(JsonNode.DeepEquals(discovered, reply.Json["error"]!["data"]!["supported"]), reply.ToString());
    }

    [Theory]
    [InlineData("tools/destroy")]
    [InlineData("prompts/list")]
    [InlineData("initialize")]
    [InlineData("ping")]
    public async Task A_method_that_the_newer_generation_does_not_have_is_not_found(string method)
    {
        var reply = await client.AskNow(method);
        Assert.Equal((404, -32601, 7), (reply.Status, reply.Code, (int)reply.Json!["id"]!));
    }

    [Fact]
    public async Task The_older_generation_is_told_of_an_unknown_method_in_the_answer() => Assert.Equal((200, -32601), await client.Ask("tools/destroy") is var reply ? (reply.Status, reply.Code) : default);

    [Fact]
    public async Task A_tool_that_there_is_not_is_an_error_of_the_protocol() => Assert.Equal(-32602, (await client.Call("destroy_everything")).Code);

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/event-stream")]
    [InlineData("*/*")]
    public async Task Both_types_must_be_accepted(string accept) => Assert.Equal(406, (await client.Send(McpClient.Message("ping"), ("Accept", accept))).Status);

    [Theory]
    [InlineData("", 400, -32700)]
    [InlineData("{", 400, -32700)]
    [InlineData("{\"id\":1,\"id\":2}", 400, -32700)]
    [InlineData("[]", 400, -32600)]
    [InlineData("7", 400, -32600)]
    [InlineData("{}", 400, -32600)]
    [InlineData("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}", 400, -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\\ud800\"}", 400, -32700)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":\"\\udfff\",\"method\":\"ping\"}", 400, -32700)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"\\ud800\"}}", 400, -32700)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}", 400, -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}", 400, -32600)]
    public async Task What_is_no_message_is_refused(string body, int status, int code) => Assert.Equal((status, code), await client.Send(body, both) is var reply ? (reply.Status, reply.Code) : default);

    [Fact]
    public async Task A_message_that_is_too_large_is_refused() =>
        Assert.Equal(413, (await client.Send(McpClient.Message("ping", new JsonObject { ["much"] = new string('x', 300 * 1024) }), both)).Status);

    [Fact]
    public async Task A_form_is_no_message() => Assert.Equal(415, (await client.Send(McpClient.Message("ping"), both, ("Content-Type", "text/plain"))).Status);

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    [InlineData("PUT")]
    public async Task Only_posts_are_taken_and_only_from_whoever_may_come_in(string method)
    {
        var reply = await client.Send(method, null, ("Accept", "text/event-stream"));
        Assert.Equal((405, "POST"), (reply.Status, reply.Header("Allow")));
        Assert.Equal(401, (await new McpClient(world.Client(), null).Send(method, null, ("Accept", "text/event-stream"))).Status);
    }
}

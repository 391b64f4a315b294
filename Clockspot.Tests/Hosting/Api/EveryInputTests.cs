using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Hosting.Api;

/// <summary>By enumeration over the served document: whatever is sent that means nothing is refused with the right problem, and writes nothing.</summary>
public sealed class EveryInputTests : IAsyncLifetime
{
    ApiProbe probe = null!;

    public async Task InitializeAsync() => probe = await ApiProbe.Make();

    public async Task DisposeAsync() => await probe.DisposeAsync();

    [Fact]
    public async Task The_example_of_the_document_is_taken_or_refused_for_a_reason_of_the_business() => await probe.Every("An example can be sent as it stands.", async operation =>
    {
        var reply = await probe.Ask(operation, "the example", probe.Owner, body: await probe.BodyOf(operation));
        string[] formal = ["unknown_field", "wrong_type", "required", "unknown_parameter"];
        var faults = (reply.Json?["errors"]?.AsArray() ?? []).Where(error => formal.Contains((string)error!["code"]!));
        foreach (var fault in faults) probe.Break(operation, $"the example: {fault!.ToJsonString()}");
        if (reply.Status is >= 400 and not (404 or 409 or 422)) probe.Break(operation, $"the example: {reply}");
    }, writesNothing: false);

    [Fact]
    public async Task A_body_that_is_no_object_is_refused() => await probe.Every("A body is one JSON object.", async operation =>
    {
        if (operation.Body is null) return;
        await Try("half of one", """{"name": """, 400, "invalid_request");
        await Try("two in one", "{} {}", 400, "invalid_request");
        await Try("a field twice", """{"version": 1, "version": 1}""", 400, "invalid_request");
        await Try("no UTF-8", "\"\\ud800\"", 400, "invalid_request", 422);
        await Try("a list", "[]", 422, "invalid_input");
        await Try("a text", "\"a\"", 422, "invalid_input");
        await Try("null", "null", 422, "invalid_input");
        await Try("deep", string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200), 400, "invalid_request");
        if (operation.NeedsBody) await Try("nothing", null, 400, "invalid_request", 422);

        async Task Try(string what, string? body, int status, string code, int or = 0)
        {
            var reply = await probe.Ask(operation, what, probe.Owner, body: body);
            probe.Due(operation, what, reply, (status, code), (or, "invalid_input"));
        }
    });

    [Fact]
    public async Task A_field_of_the_wrong_type_is_refused_by_its_name() => await probe.Every("Types are strict.", async operation =>
    {
        if (operation.Body is not { } schema || await probe.BodyOf(operation) is not { } valid) return;
        var unknown = valid.DeepClone().AsObject();
        unknown["colour"] = "red";
        Spoilt[] odd = [new("an unknown field", "colour", unknown), .. new BodyChanges(operation.Book.Check).OfType(schema, valid, operation.IsPatch), .. BodyChanges.Without(schema, valid)];
        foreach (var one in odd) await Refused(operation, one);
    });

    [Fact]
    public async Task A_text_that_is_too_long_is_refused_by_its_name() => await probe.Every("No text is endless.", async operation =>
    {
        if (operation.Body is not { } schema || await probe.BodyOf(operation) is not { } valid) return;
        foreach (var one in new BodyChanges(operation.Book.Check).TooLong(schema, valid)) await Refused(operation, one);
    });

    [Fact]
    public async Task A_list_that_is_too_long_is_refused_by_its_name_before_anything_waits_for_it()
    {
        var lists = 0;
        using var held = await probe.World.Get<Clockspot.Data.WriteGate>().Enter("test", default);
        await probe.Every("No list is endless.", async operation =>
        {
            var called = probe.Owner;
            if (operation.Body is { } schema && await probe.BodyOf(operation) is { } valid)
                foreach (var one in new BodyChanges(operation.Book.Check).LongLists(schema, valid))
                {
                    lists++;
                    Long(operation, one.What, one.Field, await called.Send(operation.Method, probe.PathOf(operation), one.Body.ToJsonString(), ("Idempotency-Key", Clockspot.Domain.Ids.New(probe.World.Clock.GetCurrentInstant()).ToString())));
                }
            foreach (var parameter in operation.Query.Where(one => one.Schema["items"] is not null))
            {
                lists++;
                var values = string.Join('&', Enumerable.Repeat($"{parameter.Name}={Guid.Empty}", 501));
                Long(operation, parameter.Name, parameter.Name, await called.Send(operation.Method, $"{probe.PathOf(operation)}?{values}"));
            }
        });
        Assert.True(lists > 5, $"{lists} lists were found.");

        void Long(Documented operation, string what, string field, ApiReply reply)
        {
            if (reply.Status != 422 || reply.ErrorPath?.StartsWith(field, StringComparison.Ordinal) != true || (string?)reply.Json!["errors"]![0]!["code"] != "too_many")
                probe.Break(operation, $"{what}: {reply}");
        }
    }

    [Fact]
    public async Task A_parameter_that_means_nothing_is_refused_by_its_name() => await probe.Every("Parameters are strict.", async operation =>
    {
        await Try("colour", "red");
        foreach (var parameter in operation.Query)
        {
            var one = parameter.One;
            if (SchemaCheck.Types(one) is not ["string"] || one.ContainsKey("format") || one.ContainsKey("enum") || parameter.Name == "cursor")
            {
                await Try(parameter.Name, "nonsense");
                await Try(parameter.Name, new string('9', 5000));
            }
            else await probe.Ask(operation, "a long text", probe.Owner, $"{probe.PathOf(operation)}?{parameter.Name}={new string('x', 5000)}", await probe.BodyOf(operation));
            if ((string?)one["format"] == "date-time") await Try(parameter.Name, "2026-03-02T14:00:00");
            if ((string?)one["format"] == "date") await Try(parameter.Name, "2026-02-30");
            if (one["minimum"] is { } least) await Try(parameter.Name, ((int)least - 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
            if (one["maximum"] is { } most) await Try(parameter.Name, ((int)most + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        async Task Try(string name, string value)
        {
            var what = $"?{name}={value[..Math.Min(value.Length, 20)]}";
            var reply = await probe.Ask(operation, what, probe.Owner, $"{probe.PathOf(operation)}?{name}={value}", await probe.BodyOf(operation));
            probe.Due(operation, what, reply, (422, "invalid_input"));
            if (reply.ErrorPath != name) probe.Break(operation, $"{what} is told of '{reply.ErrorPath}'");
        }
    });

    [Fact]
    public async Task An_id_in_the_path_that_is_none_is_not_found() => await probe.Every("What cannot be an id names nothing.", async operation =>
    {
        if (!operation.Path.Contains('{', StringComparison.Ordinal)) return;
        foreach (var odd in new[] { "nonsense", "00000000-0000-0000-0000-000000000000", "%F0%9F%92%A9", "..%2f..%2fjobs", new string('9', 2000) })
        {
            var path = System.Text.RegularExpressions.Regex.Replace(operation.Path, @"\{\w+\}", odd, System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
            probe.Due(operation, odd, await probe.Ask(operation, odd, probe.Owner, path, await probe.BodyOf(operation)), ApiProbe.Nothing(operation));
        }
    });

    [Fact]
    public async Task An_address_that_is_none_is_a_problem_too()
    {
        var (nothing, wrong) = (await probe.Owner.Get("/nothing-here"), await probe.Owner.Send("PUT", "/jobs"));
        Assert.Equal((404, "not_found", "application/problem+json"), (nothing.Status, nothing.Code, nothing.Response.Content.Headers.ContentType!.MediaType));
        Assert.Equal((405, "method_not_allowed", "application/problem+json"), (wrong.Status, wrong.Code, wrong.Response.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task A_body_of_another_media_type_is_refused()
    {
        using var http = probe.World.Client();
        await probe.Every("A body is JSON and says so.", async operation =>
        {
            if (await probe.BodyOf(operation) is not { } body) return;
            foreach (var type in new[] { "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/xml", "" })
            {
                var reply = await Send(http, operation, new StringContent(body.ToJsonString(), Encoding.UTF8, type.Length == 0 ? null! : new MediaTypeHeaderValue(type)), type.Length == 0);
                probe.Judge(operation, $"'{type}'", reply);
                probe.Due(operation, $"'{type}'", reply, (415, "unsupported_media_type"));
            }
        });
    }

    [Fact]
    public async Task A_huge_body_is_refused_by_the_real_server()
    {
        await using var world = new World(("Api:RequestsPerMinute", "1000000"), ("RateLimits:Invitations", "1000000/hour"));
        using var http = new HttpClient { BaseAddress = new Uri(world.Listen()) };
        var key = await world.Key(await world.Workspace());
        await probe.Every("A body holds at most 1 MB.", async operation =>
        {
            if (operation.Body is null) return;
            foreach (var isChunked in new[] { false, true })
            {
                // In pieces, a little over: the server hangs up in the middle of what is much larger, and a client that still writes may miss the answer.
                var huge = Encoding.UTF8.GetBytes($"{{\"name\": \"{new string('x', 1024 * 1024 * (isChunked ? 1 : 2))}\"}}");
                var content = isChunked ? (HttpContent)new StreamContent(new Endless(huge)) : new ByteArrayContent(huge);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                var reply = await Send(http, operation, content, false, key);
                probe.Judge(operation, isChunked ? "in pieces" : "2 MB", reply);
                probe.Due(operation, isChunked ? "2 MB in pieces" : "2 MB", reply, (413, "payload_too_large"));
            }
        });
    }

    async Task Refused(Documented operation, Spoilt one)
    {
        var reply = await probe.Ask(operation, one.What, probe.Owner, body: one.Body);
        // A version of the wrong type is one that was not named, where none is needed.
        probe.Due(operation, one.What, reply, (422, "invalid_input"), (one.Field == "version" ? 428 : 0, "precondition_required"));
        if (reply.Status == 422 && reply.ErrorPath?.Split('.', '[')[0] != one.Field) probe.Break(operation, $"{one.What} is told of '{reply.ErrorPath}'");
    }

    async Task<ApiReply> Send(HttpClient http, Documented operation, HttpContent content, bool isBare, string? key = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), "/api/v1" + probe.PathOf(operation)) { Content = content };
        request.Headers.ExpectContinue = key is not null;
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + (key ?? probe.Owner.Key));
        if (isBare) content.Headers.ContentType = null;
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return new ApiReply((int)response.StatusCode, isJson && text.Length > 0 ? JsonNode.Parse(text) : null, text, response);
    }

    /// <summary>A stream that does not say how long it is, so that it is sent in pieces.</summary>
    sealed class Endless(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();
    }
}

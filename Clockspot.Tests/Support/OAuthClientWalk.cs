using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Clockspot.Domain.Access;
using Clockspot.Features.OAuth;
using Microsoft.AspNetCore.WebUtilities;

namespace Clockspot.Tests.Support;

/// <summary>An answer of an endpoint of OAuth.</summary>
public sealed record OAuthReply(int Status, JsonNode? Json, HttpResponseMessage Response)
{
    public string? Error => (string?)Json?["error"];

    public string Access => (string)Json!["access_token"]!;

    public string Refresh => (string)Json!["refresh_token"]!;
}

/// <summary>A client of the protocol and a person with a browser, who walk from the authorization request to the tokens as both would.</summary>
public sealed class OAuthClientWalk(World world, HttpClient http, string clientId = "")
{
    public const string Redirect = "http://127.0.0.1:7777/cb", Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", Api = "http://localhost:5080/api/v1", Mcp = "http://localhost:5080/mcp";

    public string ClientId { get; private set; } = clientId;

    public HttpClient Http => http;

    /// <summary>Registers itself.</summary>
    public static async Task<OAuthClientWalk> Start(World world, string name = "Crew bot", string redirect = Redirect)
    {
        var walk = new OAuthClientWalk(world, world.Client());
        var answer = await walk.Http.PostAsJsonAsync("/oauth/register", new Dictionary<string, object> { ["client_name"] = name, ["redirect_uris"] = new[] { redirect } });
        Assert.Equal(201, (int)answer.StatusCode);
        walk.ClientId = (string)(JsonNode.Parse(await answer.Content.ReadAsStringAsync()))!["client_id"]!;
        return walk;
    }

    /// <summary>A client that is known already.</summary>
    public static OAuthClientWalk Known(World world, string clientId) => new(world, world.Client()) { ClientId = clientId };

    /// <summary>The address of an authorization request; a null value leaves a parameter out.</summary>
    public string Ask(params (string Name, string? Value)[] other)
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["response_type"] = "code", ["client_id"] = ClientId, ["redirect_uri"] = Redirect, ["state"] = "xyz", ["scope"] = "account:read time_tracking:write", ["resource"] = Api,
            ["code_challenge"] = TokenDesk.ChallengeOf(Verifier), ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in other) query[name] = value;
        return QueryHelpers.AddQueryString("/oauth/authorize", query.Where(pair => pair.Value is not null));
    }

    /// <summary>The person allows it; answers what came back to the client.</summary>
    public async Task<Dictionary<string, string>> Allow(Browser person, string? ask = null)
    {
        var (path, page) = await Permission(person, ask);
        var answer = await person.Submit(page, path, "grant");
        Assert.Equal(303, (int)answer.Status);
        return Back(answer.Location!);
    }

    /// <summary>The permission page as the person sees it.</summary>
    public async Task<(string Path, Page Page)> Permission(Browser person, string? ask = null)
    {
        var path = ask ?? Ask();
        for (var hop = 0; hop < 4; hop++)
        {
            var page = await person.Get(path);
            if ((int)page.Status == 200) return (path, page);
            path = page.Location!.IsAbsoluteUri ? page.Location.PathAndQuery : page.Location.OriginalString;
        }
        throw new InvalidOperationException($"No page after four redirects; the last was {path}.");
    }

    /// <summary>What an answer to the redirect says.</summary>
    public static Dictionary<string, string> Back(Uri location)
    {
        Assert.StartsWith(Redirect + "?", location.AbsoluteUri, StringComparison.Ordinal);
        return QueryHelpers.ParseQuery(location.Query).ToDictionary(pair => pair.Key, pair => pair.Value.Single()!, StringComparer.Ordinal);
    }

    /// <summary>Redeems a code; a null value leaves a field out.</summary>
    public Task<OAuthReply> Redeem(string code, params (string Name, string? Value)[] other) => Token(
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Redirect), ("client_id", ClientId), ("code_verifier", Verifier), .. other]);

    /// <summary>Refreshes.</summary>
    public Task<OAuthReply> Refresh(string token, params (string Name, string? Value)[] other) => Token([("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", ClientId), .. other]);

    /// <summary>The whole way: tokens of the person.</summary>
    public async Task<OAuthReply> Connect(Actor actor, string? ask = null)
    {
        var reply = await Redeem((await Allow(await world.Browse(actor), ask))["code"]);
        Assert.True(reply.Status == 200, reply.Json?.ToJsonString());
        return reply;
    }

    /// <summary>Posts a form to the token endpoint.</summary>
    public Task<OAuthReply> Token(IEnumerable<(string Name, string? Value)> fields) => Post("/oauth/token", fields);

    /// <summary>Posts a form; of two fields of one name the later one holds.</summary>
    public async Task<OAuthReply> Post(string path, IEnumerable<(string Name, string? Value)> fields)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
            if (value is null) form.Remove(name);
            else form[name] = value;
        var response = await http.PostAsync(path, new FormUrlEncodedContent(form));
        var text = await response.Content.ReadAsStringAsync();
        return new OAuthReply((int)response.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null, response);
    }
}

using System.Text.Json;
using Clockspot.Features.OAuth;

namespace Clockspot.Tests.Features.OAuth;

/// <summary>What a client says of itself.</summary>
public sealed class ClientMetadataTests
{
    static ClientFacts Read(string json) => ClientMetadata.Read(JsonDocument.Parse(json).RootElement, "app.example");

    [Fact]
    public void The_document_of_ChatGPT_is_taken_by_what_it_supports()
    {
        var facts = Read("""
            {"client_name": "ChatGPT", "redirect_uris": ["https://chatgpt.com/connector_platform_oauth_redirect"], "grant_types": ["authorization_code", "refresh_token"],
             "response_types": ["code"], "token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"], "jwks_uri": "https://chatgpt.com/jwks"}
            """);
        Assert.Equal(("ChatGPT", "https://chatgpt.com/connector_platform_oauth_redirect"), (facts.Name, Assert.Single(facts.Redirects)));
    }

    [Theory]
    [InlineData("""{}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris": []}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris": "https://a.example/"}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris": ["http://a.example/"]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris": ["https://a.example/", 1]}""", "invalid_client_metadata")]
    [InlineData("""[]""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris": ["https://a.example/"], "client_secret": "x"}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris": ["https://a.example/"], "token_endpoint_auth_method": "client_secret_basic"}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris": ["https://a.example/"], "token_endpoint_auth_methods_supported": ["private_key_jwt"]}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris": ["https://a.example/"], "grant_types": ["refresh_token"]}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris": ["https://a.example/"], "response_types": ["token"]}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris": ["https://a.example/"], "client_name": 7}""", "invalid_client_metadata")]
    public void What_is_wrong_is_refused_by_the_registered_codes(string json, string code) => Assert.Equal(code, Assert.Throws<OAuthError>(() => Read(json)).Code);

    [Fact]
    public void Grants_for_other_servers_do_no_harm() =>
        Assert.Single(Read("""{"redirect_uris": ["https://a.example/"], "grant_types": ["authorization_code", "urn:ietf:params:oauth:grant-type:device_code"], "response_types": ["code", "id_token"]}""").Redirects);

    [Fact]
    public void Eleven_redirects_are_too_many() =>
        Assert.Equal("invalid_redirect_uri", Assert.Throws<OAuthError>(() => Read($$"""{"redirect_uris": [{{string.Join(", ", Enumerable.Range(0, 11).Select(at => $"\"https://a.example/{at}\""))}}]}""")).Code);

    [Theory]
    [InlineData("  Crew bot ", "Crew bot")]
    [InlineData("", "app.example")]
    [InlineData("\\u202Eevil", "evil")]
    [InlineData("a\\u0000b\\nc", "abc")]
    [InlineData("\\u200B", "app.example")]
    [InlineData("\\u3164\\u2800", "app.example")]
    [InlineData("!?", "app.example")]
    [InlineData("a\\u2028b", "ab")]
    [InlineData("ChatGPT\\\", verified. \\\"", "ChatGPT', verified. '")]
    [InlineData("Crew \\uDB40\\uDC41bot", "Crew bot")]
    public void A_name_is_plain_and_short(string given, string name) => Assert.Equal(name, Read($$"""{"redirect_uris": ["https://a.example/"], "client_name": "{{given}}"}""").Name);

    [Fact]
    public void A_long_name_is_cut() => Assert.Equal(100, Read($$"""{"redirect_uris": ["https://a.example/"], "client_name": "{{new string('n', 300)}}"}""").Name.Length);
}

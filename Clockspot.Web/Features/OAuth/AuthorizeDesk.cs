using Clockspot.Data;
using Clockspot.Domain.Access;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Clockspot.Features.OAuth;

/// <summary>What follows an authorization request.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Address">Where to go; null when the page stays.</param>
/// <param name="Target">The origin to which forms on the way may lead in the end; null when there is none.</param>
public sealed record AuthorizeNext(AuthorizeStep Kind, string? Address, string? Target)
{
    /// <summary>What the client calls itself, where the person is told of it.</summary>
    public string? Client { get; init; }
}

/// <summary>The steps after an authorization request.</summary>
public enum AuthorizeStep
{
    /// <summary>Nothing can be sent back: say in words to start from the client.</summary>
    Explain,
    /// <summary>Back to the client, with an error: this person has connected it before.</summary>
    Back,
    /// <summary>
    /// Say that it did not work, and offer the way back: whoever made this client known may be anybody, and so may its address.
    /// </summary>
    Offer,
    /// <summary>To the sign-in, and back here.</summary>
    SignIn,
    /// <summary>To the choice of an account, or to the decision.</summary>
    Decide,
}

/// <summary>
/// Reads an authorization request (OAuth 2.1, section 4.1.1). While the client or the redirect is not known to be right, nobody is sent anywhere; every other
/// error goes back to the client with <c>state</c> and <c>iss</c> (RFC 9207), by itself only for a person who has connected that
/// client: anybody can make one known, and a link to this page would lead to an address of theirs (RFC 9700, section 4.11.2).
/// </summary>
public sealed class AuthorizeDesk(OAuthClients clients, OAuthResources resources, Authorizing authorizing, ILogger<AuthorizeDesk> log)
{
    /// <summary>Where clients send people.</summary>
    public const string Path = "/oauth/authorize";

    /// <summary>What follows.</summary>
    /// <param name="query">The request.</param>
    /// <param name="address">The request's own path and query, to come back to.</param>
    /// <param name="signedIn">Who is signed in, or null. A demo's person counts as nobody.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<AuthorizeNext> Begin(IEnumerable<KeyValuePair<string, StringValues>> query, string address, SignedIn? signedIn, CancellationToken stop)
    {
        var parameters = new AuthorizeParameters(query);
        if (await Where(parameters, stop) is not { } where) return new AuthorizeNext(AuthorizeStep.Explain, null, null);
        var target = RedirectRules.OriginOf(where.Redirect);
        var accounts = signedIn is null ? null : await authorizing.AccountsOf(signedIn, where.Client, stop);
        try
        {
            var ask = Read(parameters, where);
            if (ask.Prompts.Contains("none"))
                throw new OAuthError(accounts is null ? "login_required" : "consent_required", "A person has to decide.");
            if (accounts is null || ask.Prompts.Contains("login")) return new AuthorizeNext(AuthorizeStep.SignIn, WithoutLogin(address), target);
            var handle = await authorizing.Keep(signedIn!, ask, stop);
            log.LogInformation("{Client} asks for {Scopes} at {Resource}", where.Client.ClientId, ask.Scopes, ask.Resource);
            var page = accounts.Count == 1 && !ask.Prompts.Contains("select_account") ? $"/oauth/permission?request={handle}&account={accounts[0].Slug}" : $"/oauth/account?request={handle}";
            return new AuthorizeNext(AuthorizeStep.Decide, page, target);
        }
        catch (OAuthError error)
        {
            log.LogInformation("{Client} was refused: {Error}", where.Client.ClientId, error.Code);
            if (accounts is null && !IsSilent(parameters)) return new AuthorizeNext(AuthorizeStep.SignIn, address, target);
            var answer = Answer(where.Redirect, parameters.State, ("error", error.Code), ("error_description", error.Message));
            if (accounts is not null && await authorizing.HasConnected(signedIn!, where.Client, stop))
                return new AuthorizeNext(AuthorizeStep.Back, answer, target);
            return new AuthorizeNext(AuthorizeStep.Offer, answer, null) { Client = where.Client.Name };
        }
    }

    /// <summary>The origin to which a request leads in the end; null when it cannot be answered there.</summary>
    internal async Task<string?> Target(IEnumerable<KeyValuePair<string, StringValues>> query, CancellationToken stop) =>
        await Where(new AuthorizeParameters(query), stop) is { } where ? RedirectRules.OriginOf(where.Redirect) : null;

    /// <summary>The address that tells the client that the person said no.</summary>
    internal string Denied(AuthorizeAsk ask) => Answer(ask.RedirectUri, ask.State, ("error", "access_denied"), ("error_description", "The person said no."));

    /// <summary>The redirect with what is answered, with <c>state</c> as it came and with <c>iss</c>.</summary>
    internal string Answer(string redirect, string? state, params (string Name, string Value)[] answer)
    {
        foreach (var (name, value) in answer) redirect = QueryHelpers.AddQueryString(redirect, name, value);
        if (state is not null) redirect = QueryHelpers.AddQueryString(redirect, "state", state);
        return QueryHelpers.AddQueryString(redirect, "iss", resources.Issuer);
    }

    async Task<(OAuthClient Client, string Redirect, string? Named)?> Where(AuthorizeParameters parameters, CancellationToken stop)
    {
        try
        {
            if (parameters.One("client_id") is not { } id) return Unanswerable("it names no client");
            if (await clients.Find(id, stop) is not { } client) return Unanswerable("its client is not known");
            var named = parameters.One("redirect_uri");
            if (named is null) return client.Redirects is [var only] ? (client, only, null) : Unanswerable("it names no redirect, and its client has several");
            return client.Redirects.Any(one => RedirectRules.Matches(one, named)) ? (client, named, named) : Unanswerable("its redirect is none of its client's");
        }
        catch (OAuthError error)
        {
            return Unanswerable(error.Message);
        }
    }

    (OAuthClient, string, string?)? Unanswerable(string why)
    {
        log.LogInformation("An authorization request could not be answered: {Reason}", why);
        return null;
    }

    AuthorizeAsk Read(AuthorizeParameters parameters, (OAuthClient Client, string Redirect, string? Named) where)
    {
        parameters.RefuseDoubles();
        parameters.RequireCode();
        return new AuthorizeAsk(where.Client.ClientId, where.Redirect, where.Named, parameters.State, Scopes.Text(parameters.Scopes())!, parameters.Resource(resources), parameters.Challenge(), parameters.Prompts());
    }

    static bool IsSilent(AuthorizeParameters parameters)
    {
        try
        {
            return parameters.One("prompt") == "none";
        }
        catch (OAuthError)
        {
            return false;
        }
    }

    /// <summary>After signing in again, the wish to sign in again is fulfilled.</summary>
    static string WithoutLogin(string address)
    {
        var cut = address.IndexOf('?', StringComparison.Ordinal);
        if (cut < 0) return address;
        var rest = QueryHelpers.ParseQuery(address[cut..]).SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, pair.Key == "prompt"
            ? string.Join(' ', (value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word != "login")) : value)));
        return QueryHelpers.AddQueryString(address[..cut], rest.Select(pair => KeyValuePair.Create(pair.Key, (string?)(pair.Value ?? ""))));
    }
}

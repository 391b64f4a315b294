using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Employees;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.OAuth;

/// <summary>What the token endpoint issued.</summary>
/// <param name="AccessToken">The access token.</param>
/// <param name="RefreshToken">The refresh token.</param>
/// <param name="Scopes">What the access token carries, divided by spaces.</param>
/// <param name="ExpiresIn">How many seconds the access token still lives.</param>
public sealed record IssuedTokens(string AccessToken, string RefreshToken, string Scopes, long ExpiresIn);

/// <summary>What a token request says.</summary>
/// <param name="ClientId">The client.</param>
/// <param name="Resource">The resource that it names; null for the one that was granted.</param>
/// <param name="Scopes">The scopes that it names; null for those that were granted.</param>
public sealed record TokenAsk(string ClientId, string? Resource, IReadOnlyList<Scope>? Scopes);

/// <summary>
/// Turns codes and refresh tokens into access tokens, and ends them. Everything that two requests could do at once is decided by one conditional update in the
/// account's own transaction.
/// </summary>
public sealed class TokenDesk(Store store, OAuthResources resources, ILogger<TokenDesk> log)
{
    /// <summary>How long an access token lives.</summary>
    public static readonly Duration AccessLife = Duration.FromHours(1);

    /// <summary>How long a refresh token lives from its last use on.</summary>
    public static readonly Duration RefreshLife = Duration.FromDays(60);

    /// <summary>How long a refresh token that was used still answers with what came in its place: requests that went out together, or whose answer was lost.</summary>
    public static readonly Duration Grace = Duration.FromSeconds(120);

    static OAuthError Used() => OAuthError.InvalidGrant("This code was used, has expired, or was not issued to this client.");
    static OAuthError Ended() => OAuthError.InvalidGrant("This refresh token has ended. Ask the person to connect again.");

    /// <summary>
    /// Redeems a code, once. A code that comes a second time with the right client and verifier has leaked: the whole grant ends. A wrong verifier uses the code up.
    /// </summary>
    /// <param name="code">What was presented.</param>
    /// <param name="redirect">The redirect that the request names; null when it names none.</param>
    /// <param name="verifier">The <c>code_verifier</c>.</param>
    /// <param name="ask">The rest.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<IssuedTokens> Redeem(TokenText code, string? redirect, string verifier, TokenAsk ask, CancellationToken stop)
    {
        var found = await Find(code, OAuthTokenType.Code, ask.ClientId, Used, stop);
        var isVerified = ChallengeOf(verifier) == found.Token.Challenge;
        await using var db = await Write(found, stop);
        var first = await db.OAuthTokens.Where(row => row.Id == found.Token.Id && row.Status == OAuthStatus.Valid && row.ExpiresAt > db.Now)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Status, OAuthStatus.Redeemed).SetProperty(row => row.RedeemedAt, db.Now), stop) == 1;
        if (!first)
        {
            if (isVerified && await db.OAuthTokens.AnyAsync(row => row.Id == found.Token.Id && row.RedeemedAt != null, stop)) await Replayed(db, found, "A code came a second time.", stop);
            throw Used();
        }
        if (!isVerified || (redirect is not null && redirect != found.Token.RedirectUri))
        {
            await db.Commit(stop);
            throw Used();
        }
        var authorization = await Living(db, found, stop) ?? throw Used();
        RequireResource(ask, authorization);
        var (issued, _) = await Issue(db, authorization, authorization.Scopes, stop);
        await db.Commit(stop);
        log.LogInformation("A code of {Client} was redeemed in account {Account}", found.ClientId, found.Token.AccountId);
        return issued;
    }

    /// <summary>Gives a new pair for a refresh token. The access token may carry less; the refresh token keeps what was granted.</summary>
    public async Task<IssuedTokens> Refresh(TokenText presented, TokenAsk ask, CancellationToken stop)
    {
        var found = await Find(presented, OAuthTokenType.Refresh, ask.ClientId, Ended, stop);
        await using var db = await Write(found, stop);
        var token = await db.OAuthTokens.SingleAsync(row => row.Id == found.Token.Id, stop);
        if (token.Status == OAuthStatus.Redeemed && token.RedeemedAt + Grace <= db.Now)
        {
            await Replayed(db, found, "A refresh token came again long after it was used.", stop);
            throw Ended();
        }
        var authorization = await Living(db, found, stop) ?? throw Ended();
        RequireResource(ask, authorization);
        var scopes = Narrowed(ask, authorization.Scopes);
        if (token.Status == OAuthStatus.Redeemed) return Again(db, token, presented);
        if (token.Status != OAuthStatus.Valid || token.ExpiresAt <= db.Now) throw Ended();
        var (issued, pair) = await Issue(db, authorization, scopes, stop);
        token.Rotate(db.Now, TokenSeal.Seal(presented, pair));
        await db.Commit(stop);
        log.LogInformation("A refresh token of {Client} was used in account {Account}", found.ClientId, found.Token.AccountId);
        return issued;
    }

    /// <summary>
    /// Ends the grant of a token with everything that it produced (RFC 7009, section 2.1). Another client's token, and what is no token, change nothing, and the
    /// answer is the same.
    /// </summary>
    public async Task Revoke(TokenText token, string clientId, CancellationToken stop)
    {
        if (await Find(token, type: null, stop) is not { } found || found.ClientId != clientId) return;
        await using var db = await Write(found, stop);
        await End(db, found.Token.AuthorizationId, "The client ended it.", stop);
        await db.Commit(stop);
        log.LogInformation("{Client} revoked its connection in account {Account}", clientId, found.Token.AccountId);
    }

    /// <summary>Ends a grant in the caller's transaction: no token of it opens anything from the next call on.</summary>
    internal static async Task End(ClockspotDb db, Guid authorization, string? reason, CancellationToken stop, Actor? actor = null)
    {
        var row = await db.OAuthAuthorizations.SingleOrDefaultAsync(one => one.Id == authorization, stop);
        if (row is null || row.Status == OAuthStatus.Revoked) return;
        row.Revoke(db.Now);
        db.Record(actor ?? Actor.System(row.AccountId, "OAuth"), "connection.ended", row, reason);
        await db.OAuthTokens.Where(token => token.AuthorizationId == authorization)
            .ExecuteUpdateAsync(set => set.SetProperty(token => token.Status, OAuthStatus.Revoked).SetProperty(token => token.Successor, (byte[]?)null), stop);
    }

    /// <summary>The S256 challenge of a verifier (RFC 7636, section 4.2).</summary>
    internal static string ChallengeOf(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    /// <summary>Within the grace time the same pair again.</summary>
    static IssuedTokens Again(ClockspotDb db, OAuthToken token, TokenText presented) => token.Successor is { } seal && TokenSeal.Open(presented, seal) is { } pair
        ? new IssuedTokens(pair.Access, pair.Refresh, pair.Scopes, Math.Max(1, pair.ExpiresAt - db.Now.ToUnixTimeSeconds())) : throw Ended();

    async Task Replayed(ClockspotDb db, Found found, string why, CancellationToken stop)
    {
        await End(db, found.Token.AuthorizationId, why, stop);
        await db.Commit(stop);
        log.LogWarning("The connection of {Client} in account {Account} was ended: {Why}", found.ClientId, found.Token.AccountId, why);
    }

    Task<ClockspotDb> Write(Found found, CancellationToken stop) => store.Write(Actor.System(found.Token.AccountId, "OAuth"), stop);

    /// <summary>
    /// The grant, if it holds, whoever gave it still works in an open account, and people of that role may still connect. Membership is looked at again here. Where
    /// only the role has become too small, the grant stays: it goes on when the role is large enough again.
    /// </summary>
    static async Task<OAuthAuthorization?> Living(ClockspotDb db, Found found, CancellationToken stop)
    {
        var row = await (
            from authorization in db.OAuthAuthorizations
            join employee in db.Employees on authorization.EmployeeId equals employee.Id
            join account in db.Accounts on authorization.AccountId equals account.Id
            where authorization.Id == found.Token.AuthorizationId && authorization.Status == OAuthStatus.Valid && employee.Status == EmployeeStatus.Active && employee.PersonId != null && account.ClosedAt == null
            select new { Grant = authorization, employee.Role, account.Connecting }).SingleOrDefaultAsync(stop);
        // Roles are kept as words, which a database compares by the alphabet.
        return row is not null && row.Role >= row.Connecting ? row.Grant : null;
    }

    static async Task<(IssuedTokens Issued, SealedPair Pair)> Issue(ClockspotDb db, OAuthAuthorization authorization, string scopes, CancellationToken stop)
    {
        var (access, refresh, expires) = (TokenText.New(TokenText.Access), TokenText.New(TokenText.Refresh), db.Now + AccessLife);
        db.OAuthTokens.Add(new OAuthToken(authorization, Ids.New(db.Now), OAuthTokenType.Access, access, scopes, db.Now, expires));
        db.OAuthTokens.Add(new OAuthToken(authorization, Ids.New(db.Now), OAuthTokenType.Refresh, refresh, authorization.Scopes, db.Now, db.Now + RefreshLife));
        await db.SaveChangesAsync(stop);
        return (new IssuedTokens(access.Value, refresh.Value, scopes, (long)AccessLife.TotalSeconds), new SealedPair(access.Value, refresh.Value, scopes, expires.ToUnixTimeSeconds()));
    }

    void RequireResource(TokenAsk ask, OAuthAuthorization authorization)
    {
        if (ask.Resource is { } named && (!resources.Knows(named) || named != authorization.Resource)) throw OAuthError.InvalidTarget();
    }

    /// <summary>What is asked for, if it was granted; all that was granted when nothing is asked for.</summary>
    static string Narrowed(TokenAsk ask, string granted)
    {
        if (ask.Scopes is null) return granted;
        var may = Scopes.ParseList(granted)!;
        return ask.Scopes.Count > 0 && ask.Scopes.All(scope => may.Contains(scope) || (!scope.Write && may.Contains(scope with { Write = true }))) ? Scopes.Text(ask.Scopes)! : throw OAuthError.InvalidScope();
    }

    /// <summary>What was issued to this client. <c>invalid_client</c> for one that never got anything, so that it registers anew instead of asking its person again.</summary>
    async Task<Found> Find(TokenText text, OAuthTokenType type, string clientId, Func<OAuthError> refused, CancellationToken stop)
    {
        if (await Find(text, type, stop) is { } found && found.ClientId == clientId) return found;
        await using var db = await store.OpenSystem("credential look-up", stop);
        throw await db.OAuthApplications.AnyAsync(row => row.ClientId == clientId, stop) ? refused() : OAuthError.InvalidClient();
    }

    async Task<Found?> Find(TokenText text, OAuthTokenType? type, CancellationToken stop)
    {
        var hash = text.Hash;
        await using var db = await store.OpenSystem("credential look-up", stop);
        return await (
            from token in db.OAuthTokens.AcrossAccounts()
            join authorization in db.OAuthAuthorizations on new { token.AccountId, Id = token.AuthorizationId } equals new { authorization.AccountId, authorization.Id }
            join application in db.OAuthApplications on authorization.ApplicationId equals application.Id
            where token.Hash == hash && (type == null || token.Type == type)
            select new Found(token, application.ClientId)).AsNoTracking().SingleOrDefaultAsync(stop);
    }

    sealed record Found(OAuthToken Token, string ClientId);
}

using System.Security.Claims;
using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Ui;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Clockspot.Features.SignIn;

/// <summary>
/// Identity's sign-in with a session behind each cookie. Every way in ends in
/// <see cref="SignInWithClaimsAsync(Person, AuthenticationProperties, IEnumerable{Claim})"/>,
/// whichever it is: password, code, invitation, new workspace, demo.
/// </summary>
public sealed class BrowserSignIn(UserManager<Person> users, IHttpContextAccessor http, IUserClaimsPrincipalFactory<Person> claims,
    IOptions<IdentityOptions> options,
    ILogger<SignInManager<Person>> log, IAuthenticationSchemeProvider schemes, IUserConfirmation<Person> confirmation, Store store, SignInLog signIns,
    KnownDevices devices)
    : SignInManager<Person>(users, http, claims, options, log, schemes, confirmation)
{
    /// <summary>The claim in which Identity keeps how somebody signed in (RFC 8176).</summary>
    const string Method = "amr";

    /// <summary>The second step was a code of the app.</summary>
    internal static readonly Claim ByCode = new(Method, "otp");

    /// <summary>The second step was a recovery code.</summary>
    internal static readonly Claim ByRecoveryCode = new(Method, "recovery");

    /// <summary>A person is signed in to few browsers; whoever signs in again and again does not fill the table.</summary>
    const int MostSessions = 100;

    /// <inheritdoc />
    public override async Task SignInWithClaimsAsync(Person user, AuthenticationProperties? authenticationProperties,
        IEnumerable<Claim> additionalClaims)
    {
        var carried = additionalClaims.ToList();
        if (!carried.Exists(claim => claim.Type == PageActor.SessionClaim))
            carried.Add(new Claim(PageActor.SessionClaim, (await Begin(user, authenticationProperties?.IsPersistent == true,
                MeansOf(carried))).ToString()));
        await base.SignInWithClaimsAsync(user, authenticationProperties, carried);
        devices.Remember(user);
    }

    /// <summary>Goes on with the session that there is, under the person's present stamp.</summary>
    public override async Task RefreshSignInAsync(Person user)
    {
        var present = await Context.AuthenticateAsync(AuthenticationScheme);
        await SignInWithClaimsAsync(user, present.Properties, [.. present.Principal?.Claims.Where(claim =>
            claim.Type is Method or PageActor.SessionClaim) ?? []]);
    }

    /// <summary>Ends the session of this browser, so that a copy of its cookie is worth nothing, and takes the cookie back.</summary>
    public override async Task SignOutAsync()
    {
        if (PageActor.SignedInOf(Context.User) is { } signedIn)
        {
            await using var db = await store.WriteSystem("sign out", Context.RequestAborted);
            await SessionList.Remove(db, signedIn.Person, row => row.Id == signedIn.Session, Context.RequestAborted);
            await db.Commit(Context.RequestAborted);
        }
        await base.SignOutAsync();
    }

    /// <inheritdoc />
    public override async Task<SignInResult> CheckPasswordSignInAsync(Person user, string password, bool lockoutOnFailure)
    {
        var result = await base.CheckPasswordSignInAsync(user, password, lockoutOnFailure);
        if (!result.Succeeded) signIns.Failed(user, "password", result.IsLockedOut, this.Origin());
        return result;
    }

    async Task<Guid> Begin(Person person, bool remembered, string means)
    {
        var stop = Context.RequestAborted;
        await using var db = await store.WriteSystem("sign in", stop);
        // Whoever signs in once more in this browser leaves the sign-in that was there.
        if (PageActor.SignedInOf(Context.User) is { } left) await SessionList.Remove(db, left.Person, row => row.Id == left.Session, stop);
        var session = new Session(Ids.New(db.Now), person.Id, DeviceWords.Of(Context.Request.Headers.UserAgent), this.Origin().Ip, db.Now,
            // A demo ends by itself, and says so.
            remembered || person.IsDemo);
        var kept = db.Sessions.Where(row => row.PersonId == person.Id).OrderByDescending(row => row.LastUsedAt).Select(row => row.Id)
            .Take(MostSessions - 1);
        await SessionList.Remove(db, person.Id, row => !kept.Contains(row.Id), stop);
        db.Sessions.Add(session);
        await SignInLog.Tell(db, person, "sign_in.succeeded", means, this.Origin(), stop);
        await db.Commit(stop);
        return session.Id;
    }

    static string MeansOf(IReadOnlyCollection<Claim> claims)
    {
        var methods = claims.Where(claim => claim.Type == Method).Select(claim => claim.Value).ToList();
        return methods.Contains(ByCode.Value) ? "password and code" : methods.Contains(ByRecoveryCode.Value) ? "password and recovery code"
            : methods.Contains("pwd") ? "password" : "new sign-in";
    }
}

static class SignInOrigin
{
    /// <summary>Where this request came from.</summary>
    public static Origin Origin(this SignInManager<Person> signIn) =>
        new(Channel.Web, signIn.Context.Connection.RemoteIpAddress?.ToString(), signIn.Context.TraceIdentifier);
}

using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.OAuth;

namespace Clockspot.Tests.Support;

/// <summary>A connection that is there already, for a program that runs beside the test and goes by the real clock.</summary>
static class Granted
{
    /// <summary>Lets a client act for somebody at one resource, and answers its access token.</summary>
    public static async Task<string> Token(World world, Actor actor, string resource, string name = "Crew bot", string scopes = "account:read")
    {
        var value = TokenText.New(TokenText.Access);
        await using var db = await world.Store.Write(actor, default);
        var client = new OAuthApplication(Ids.New(db.Now), $"dyn_{Ids.New(db.Now):N}", OAuthApplicationKind.Dynamic, null, db.Now);
        client.Describe(name, ["https://crew.example/back", "http://127.0.0.1:7777/cb"]);
        client.Grant(db.Now);
        var connection = new OAuthAuthorization(actor.AccountId, Ids.New(db.Now), actor.EmployeeId, client.Id, resource, "account:read employees:read time_tracking:write", db.Now);
#pragma warning disable RS0030 // The program beside goes by the real clock.
        var token = new OAuthToken(connection, Ids.New(db.Now), OAuthTokenType.Access, value, scopes, db.Now, SystemClock.Instance.GetCurrentInstant() + Duration.FromHours(1));
#pragma warning restore RS0030
        db.AddRange(client, connection, token);
        await db.Commit(default);
        return value.Value;
    }
}

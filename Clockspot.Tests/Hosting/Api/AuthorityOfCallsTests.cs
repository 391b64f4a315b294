using Clockspot.Data;
using Clockspot.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Clockspot.Tests.Hosting.Api;

/// <summary>By enumeration over the served document: a key that is revoked while a call with it is on its way writes nothing.</summary>
public sealed class AuthorityOfCallsTests : IAsyncLifetime
{
    ApiProbe probe = null!;

    public async Task InitializeAsync() => probe = await ApiProbe.Make();

    public async Task DisposeAsync() => await probe.DisposeAsync();

    [Fact]
    public async Task A_write_that_waits_while_its_key_is_revoked_is_refused() => await probe.Every("What was revoked writes nothing, however long its call was on the way.", async operation =>
    {
        if (operation.Method == "GET") return;
        var body = await probe.BodyOf(operation);
        var api = await probe.World.Api(probe.Scene.Owner);
        var gate = probe.World.Get<WriteGate>();
        Task<ApiReply> call;
        using (await gate.Enter("test", default))
        {
            call = Task.Run(() => probe.Ask(operation, "revoked on the way", api, body: body));
            while (gate.Waiting == 0 && !call.IsCompleted) await Task.Delay(5);
            // Another program revokes it: this one's gate is shut.
            Revoke(api.Key[^4..]);
        }
        var reply = await call;
        // A body that is refused as it is read never comes to the gate.
        probe.Due(operation, "revoked on the way", reply, (401, "invalid_token"), (404, "not_found"), (422, "invalid_input"));
        if (reply.Status is 404 or 422 && operation.Method == "POST" && !operation.Path.Contains('{', StringComparison.Ordinal)) probe.Break(operation, $"never came to the gate: {reply}");
    });

    void Revoke(string hint)
    {
        using var db = new SqliteConnection($"Data Source={Path.Combine(probe.World.Folder, "clockspot.db")};Pooling=False");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = "UPDATE ApiKeys SET RevokedAt = '2026-03-04 14:00:00' WHERE Hint = $hint AND Name = 'Test'";
        command.Parameters.AddWithValue("$hint", hint);
        Assert.True(command.ExecuteNonQuery() > 0);
    }
}

using Clockspot.Tests.Support;
using Clockspot.Tests.Support.Clockify;

namespace Clockspot.Tests.Features.Clockify;

/// <summary>The built program as a process over a folder in which a key was saved before.</summary>
[Collection(Outside.Second)]
public sealed class ClockifyProcessTests
{
    [Fact]
    public async Task A_key_is_still_good_after_a_restart_and_the_program_says_it_nowhere()
    {
        await using var connected = await ConnectedWorld.Start();
        await connected.Connected();
        await using var app = await AppProcess.Start(connected.World.Folder, ("Clockify:BaseUrl", connected.Fake.BaseUrl),
            ("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:Microsoft.AspNetCore", "Trace"), ("Logging:LogLevel:Microsoft.EntityFrameworkCore", "Trace"));
        using var http = new HttpClient { BaseAddress = new Uri(app.Origin) };
        var api = new ApiClient(http, connected.Api.Key);
        var users = await api.Get($"/integrations/clockify/workspaces/{connected.Crew.Id}/users");
        Assert.True(users.Status == 200 && users.Rows.Count == 2, users.ToString());
        Assert.Equal(["/workspaces", connected.Crew.UsersPath], connected.Fake.Seen.Select(request => request.Below));
        connected.Fake.Fault("*", Fault.Unauthorized);
        Assert.Equal("clockify_invalid_token", (await api.Get($"/integrations/clockify/workspaces/{connected.Crew.Id}/clients")).Code);
        var again = await api.Send("PUT", "/integrations/clockify", new { apiKey = ConnectedWorld.Key, region = "global" });
        Assert.Equal("clockify_invalid_token", again.Code);
        await app.Kill();
        Assert.Contains("clockify_invalid_token", app.Output, StringComparison.Ordinal);
        Assert.Contains("trce: ", app.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(ConnectedWorld.Key[..^4], app.Output, StringComparison.OrdinalIgnoreCase);
    }
}

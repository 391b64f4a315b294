using Clockspot.Domain;
using Clockspot.Features.Clockify;
using Clockspot.Tests.Support.Clockify;

namespace Clockspot.Tests.Features.Clockify;

/// <summary>Our client, pointed at the fake.</summary>
sealed class Reader : IDisposable
{
    readonly ClockifyClient client;
    readonly ClockifyLists lists;
    readonly ClockifyAccess access;

    /// <param name="fake">What it may read, and nothing else.</param>
    /// <param name="key">The key.</param>
    /// <param name="patience">As long as usual, with hardly a pause, when it is not said.</param>
    public Reader(FakeClockify fake, string key, ClockifyPatience? patience = null)
    {
        client = new ClockifyClient(new ClockifyHosts(new Uri(fake.BaseUrl)), patience ?? Quick, Clock);
        lists = new ClockifyLists(client);
        access = new ClockifyAccess(new Uri(fake.BaseUrl), key);
    }

    /// <summary>As long as usual, with hardly a pause between the tries.</summary>
    public static ClockifyPatience Quick { get; } = new(Duration.FromSeconds(10), Duration.FromMilliseconds(20));

    public FakeClock Clock { get; } = new(Instant.FromUtc(2026, 3, 2, 14, 0));

    public Task<IReadOnlyList<ClockifyItem>> Workspaces(CancellationToken stop = default) => lists.Workspaces(access, stop);

    public Task<IReadOnlyList<ClockifyItem>> Users(string workspace, CancellationToken stop = default) => lists.Users(access, workspace, stop);

    public Task<IReadOnlyList<ClockifyItem>> Clients(string workspace, CancellationToken stop = default) => lists.Clients(access, workspace, stop);

    /// <summary>The refusal that reading the users ends in.</summary>
    public Task<Refusal> Refused(string workspace) => Assert.ThrowsAsync<Refusal>(() => Users(workspace));

    public void Dispose() => client.Dispose();
}

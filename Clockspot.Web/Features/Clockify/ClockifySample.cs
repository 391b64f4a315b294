using NodaTime;

namespace Clockspot.Features.Clockify;

/// <summary>What a demo workspace shows of Clockify. It is made up, fits the demo's people, and is marked wherever it is shown: a demo calls nobody.</summary>
static class ClockifySample
{
    const string Shop = "70bb00000000000000000001", Catering = "70bb00000000000000000002";

    static readonly Instant readAt = Instant.FromUtc(2026, 1, 5, 9, 0);

    static readonly Dictionary<string, IReadOnlyList<ClockifyItem>> users = new(StringComparer.Ordinal)
    {
        [Shop] =
        [
            User(1, "Aisha Rahman"), User(2, "Daniel Okafor"), User(3, "Elena Petrova"), User(4, "Jamal Washington", ClockifyMark.Pending), User(5, "Kofi Mensah"), User(6, "Maya Lindqvist"),
            User(7, "Rosa Delgado"), User(8, "Sam Whitfield", ClockifyMark.Archived), User(9, "Tomasz Nowak"), User(10, "Wei Zhang"), User(11, "Zoe Marchetti"),
        ],
        [Catering] = [User(6, "Maya Lindqvist"), User(12, "noah.berg@larkspur.example", ClockifyMark.Pending), User(8, "Sam Whitfield")],
    };

    static readonly Dictionary<string, IReadOnlyList<ClockifyItem>> clients = new(StringComparer.Ordinal)
    {
        [Shop] = [Client(1, "Bakery"), Client(2, "Counter"), Client(3, "Deliveries"), Client(4, "Farmers’ market", ClockifyMark.Archived), Client(5, "Wholesale")],
        [Catering] = [Client(6, "Hartley & Sons"), Client(7, "Riverside weddings")],
    };

    public static ClockifyReading Workspaces { get; } = new([new(Shop, "Larkspur Coffee"), new(Catering, "Larkspur Catering")], readAt);

    public static ClockifyReading Users(string workspace) => Of(users, workspace);

    public static ClockifyReading Clients(string workspace) => Of(clients, workspace);

    static ClockifyReading Of(Dictionary<string, IReadOnlyList<ClockifyItem>> lists, string workspace) =>
        new(lists.GetValueOrDefault(workspace) ?? throw ClockifyRefusals.WorkspaceNotFound(), readAt);

    static ClockifyItem User(int number, string name, ClockifyMark mark = ClockifyMark.None) => new($"70aa{number:00000000000000000000}", name, null, mark);

    static ClockifyItem Client(int number, string name, ClockifyMark mark = ClockifyMark.None) => new($"70ee{number:00000000000000000000}", name, null, mark);
}

using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Architecture;

/// <summary>By enumeration, so that a new use-case cannot be forgotten: each refuses a stranger, another account's member and too small a role.</summary>
public sealed class UseCaseTests : IAsyncLifetime
{
    readonly Tripwire wire = new();
    World world = null!;
    Scene scene = null!;

    public async Task InitializeAsync()
    {
        world = new World(wire.Into);
        scene = await Scene.Make(world);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public void Every_use_case_is_in_the_table() =>
        Rule.Listed("What each use-case needs is written down in AccessTable.", UseCase.All.Select(one => one.Name), AccessTable.UseCases.Keys);

    [Fact]
    public async Task Every_use_case_refuses_a_stranger_before_it_touches_the_store()
    {
        var stranger = scene.Owner with { Grants = [], Role = Role.Employee };
        wire.Armed = true;
        var broken = new List<string>();
        foreach (var one in UseCase.All)
        {
            var thrown = await Record.ExceptionAsync(() => one.Call(world.Services, stranger, scene.Ids["jobs"]));
            if (thrown is not Refusal { Status: 403 }) broken.Add($"{one.Name}: {Said(thrown)}");
        }
        wire.Armed = false;
        Rule.Holds("actor.Require comes first, before any read.", broken);
    }

    [Fact]
    public async Task Every_use_case_refuses_too_small_a_role_and_writes_nothing()
    {
        var before = Digest.Of(world.Folder);
        var broken = new List<string>();
        foreach (var one in UseCase.All.Where(one => AccessTable.UseCases.ContainsKey(one.Name)))
            foreach (var role in AccessTable.UseCases[one.Name].TooSmall)
                foreach (var (kind, id) in scene.Ids)
                {
                    var thrown = await Record.ExceptionAsync(() => one.Call(world.Services, scene.Of(role), id));
                    if (thrown is not Refusal { Status: 403 or 404 }) broken.Add($"{one.Name} as {role} with an id of {kind}: {Said(thrown)}");
                }
        Rule.Holds("Too small a role is refused.", broken);
        Rule.Holds("A refused use-case writes nothing.", before.ChangesTo(Digest.Of(world.Folder)));
    }

    [Fact]
    public async Task Every_use_case_finds_nothing_of_another_account_and_writes_nothing_there()
    {
        var before = Digest.Of(world.Folder, scene.Owner.AccountId);
        var secrets = scene.Ids.Values.Append(scene.Owner.AccountId).Append(scene.Owner.EmployeeId).Select(id => id.ToString()).ToList();
        var broken = new List<string>();
        foreach (var one in UseCase.All)
            foreach (var (kind, id) in scene.Ids)
            {
                object? answer = null;
                var thrown = await Record.ExceptionAsync(async () => answer = await one.Call(world.Services, scene.Outsider, id));
                if (thrown is not (null or Refusal { Status: 403 or 404 or 409 or 422 })) broken.Add($"{one.Name} with an id of {kind}: {Said(thrown)}");
                else if (thrown is null && secrets.Any(UseCase.Dump(answer).Contains)) broken.Add($"{one.Name} with an id of {kind} answered with rows of another account");
                else if (thrown is null && one.TakesIds && !AccessTable.MayIgnoreIds.Contains(one.Name)) broken.Add($"{one.Name} took an id of another account ({kind}) without a word");
            }
        Rule.Holds("Another account's id is not found.", broken);
        Rule.Holds("Nothing of another account is written.", before.ChangesTo(Digest.Of(world.Folder, scene.Owner.AccountId)));
    }

    [Fact]
    public async Task Every_use_case_writes_nothing_for_somebody_whose_sign_in_has_ended()
    {
        var ended = scene.Owner with { Stamp = "another" };
        var before = Digest.Of(world.Folder);
        var broken = new List<string>();
        foreach (var one in UseCase.All)
            foreach (var (kind, id) in scene.Ids)
            {
                var thrown = await Record.ExceptionAsync(() => one.Call(world.Services, ended, id));
                if (thrown is not (null or Refusal)) broken.Add($"{one.Name} with an id of {kind}: {Said(thrown)}");
            }
        Rule.Holds("A use-case fails by refusals alone.", broken);
        // What Clockify answered to a reading is noted by the program itself.
        Rule.Holds("Authority is read when it is used.", before.ChangesTo(Digest.Of(world.Folder)).Where(change => !change.StartsWith("ClockifyConnections:", StringComparison.Ordinal)));
    }

    /// <summary>Out of reach is not found: a manager who may edit a team does not reach others, and nobody but the Owner edits their own time.</summary>
    [Fact]
    public async Task Every_use_case_about_an_employee_keeps_to_the_reach()
    {
        var before = Digest.Of(world.Folder);
        var broken = new List<string>();
        foreach (var one in UseCase.All.Where(one => AccessTable.ByEmployee.Contains(one.Name)))
            foreach (var (who, actor) in new[] { ("a manager", scene.Manager), ("an employee", scene.Member) })
            {
                var thrown = await Record.ExceptionAsync(() => one.Call(world.Services, actor, scene.Loner.EmployeeId));
                if (thrown is not Refusal { Status: 403 or 404 }) broken.Add($"{one.Name} as {who} about somebody out of reach: {Said(thrown)}");
            }
        Rule.Holds("Out of reach is not found.", broken);
        Rule.Holds("A refused use-case writes nothing.", before.ChangesTo(Digest.Of(world.Folder)));
    }

    static string Said(Exception? thrown) => thrown switch
    {
        null => "let in",
        Refusal refusal => $"{refusal.Status} {refusal.Code}: {refusal.Message}",
        _ => $"{thrown.GetType().Name}: {thrown.Message} {thrown.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Clockspot.Features", StringComparison.Ordinal))?.Trim()}",
    };
}

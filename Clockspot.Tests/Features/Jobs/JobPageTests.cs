using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Jobs;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.Jobs;

public sealed class JobPageTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!, ann = null!, ben = null!;
    JobList jobs = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        (ann, ben) = (await world.Join(owner, Role.Employee), await world.Join(owner, Role.Employee));
        jobs = world.Get<JobList>();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_job_for_some_is_made_and_changed_with_scripts_off()
    {
        var browser = await world.Browse(owner);
        var added = await browser.Submit("/w/harbor/jobs/new", "save", ("Input.Name", "Safe"), ("Input.Who", "chosen"),
            ("Input.EmployeeIds", ann.EmployeeId.ToString()), ("Input.EmployeeIds", ben.EmployeeId.ToString()));
        Assert.Equal(302, (int)added.Status);
        var job = Assert.Single(await jobs.List(owner, false, default));
        Assert.False(job.ForEveryone);
        Assert.Equal(new[] { ann.EmployeeId, ben.EmployeeId }.Order(), job.EmployeeIds.Order());

        var path = $"/w/harbor/jobs/{job.Id}";
        var page = await browser.Get(path);
        Assert.Equal(2, page.Document.QuerySelectorAll("input[type=checkbox][checked]").Length);
        Assert.Equal(302, (int)(await browser.Submit(page, path, "save", ("Input.Name", "Vault"), ("Input.EmployeeIds", ann.EmployeeId.ToString()))).Status);
        job = await jobs.Get(owner, job.Id, default);
        Assert.Equal("Vault", job.Name);
        Assert.Equal([ann.EmployeeId], job.EmployeeIds);
        var stale = await browser.Submit(page, path, "save", ("Input.Name", "Cellar"));
        Assert.Equal(409, (int)stale.Status);
        Assert.Contains("Vault", stale.Document.QuerySelector("#field-name")!.OuterHtml, StringComparison.Ordinal);

        Assert.Equal(302, (int)(await browser.Submit(path, "archive")).Status);
        Assert.True((await jobs.Get(owner, job.Id, default)).Archived);
        Assert.Equal(302, (int)(await browser.Submit(path, "restore")).Status);
        Assert.False((await jobs.Get(owner, job.Id, default)).Archived);
    }

    [Fact]
    public async Task What_was_typed_stays_when_the_name_is_taken()
    {
        await jobs.Add(owner, new SaveJob { Name = "Till" }, default);
        var browser = await world.Browse(owner);
        var answer = await browser.Submit("/w/harbor/jobs/new", "save", ("Input.Name", "Till"), ("Input.Code", "T9"), ("Input.Who", "chosen"), ("Input.EmployeeIds", ann.EmployeeId.ToString()));
        Assert.Equal(422, (int)answer.Status);
        Assert.Contains("Another job has this name", answer.Document.QuerySelector("#field-name-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("T9", answer.Document.QuerySelector("#field-code")!.GetAttribute("value"));
        Assert.Equal(ann.EmployeeId.ToString(), Assert.Single(answer.Document.QuerySelectorAll("input[type=checkbox][checked]")).GetAttribute("value"));
    }

    [Fact]
    public async Task Only_who_may_edit_sees_whom_a_job_can_be_given_to()
    {
        var manager = await world.Join(owner, Role.Manager);
        Assert.Equal(403, (await Assert.ThrowsAsync<Refusal>(() => jobs.Assignable(manager, default))).Status);
        Assert.Equal(403, (int)(await (await world.Browse(manager)).Get("/w/harbor/jobs/new")).Status);
        Assert.Equal(4, (await jobs.Assignable(owner, default)).Count);
        var foreigner = await world.Workspace("elsewhere");
        Assert.Single(await jobs.Assignable(foreigner, default));
    }
}

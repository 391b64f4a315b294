using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.Jobs;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Tests.Features.Jobs;

public sealed class JobTests : IAsyncLifetime
{
    readonly World world = new();
    Actor owner = null!;
    JobList jobs = null!;

    public async Task InitializeAsync()
    {
        owner = await world.Workspace();
        jobs = world.Get<JobList>();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_job_is_added_listed_and_recorded()
    {
        var id = await jobs.Add(owner, new SaveJob { Name = " Till ", Code = "T1" }, default);

        var job = Assert.Single(await jobs.List(owner, false, default));
        Assert.Equal((id, "Till", "T1", true, 1), (job.Id, job.Name, job.Code, job.ForEveryone, job.Version));
        await using var db = await world.Store.Open(owner, default);
        var audit = await db.AuditEvents.SingleAsync();
        Assert.Equal(("job.added", id, "Olive Owner", Channel.Web), (audit.Name, audit.SubjectId, audit.ActorName, audit.Channel));
        Assert.Contains("\"name\":\"Till\"", audit.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_in_use_is_refused_until_the_other_is_archived()
    {
        var first = await jobs.Add(owner, new SaveJob { Name = "Till" }, default);
        var refusal = await Assert.ThrowsAsync<Refusal>(() => jobs.Add(owner, new SaveJob { Name = "Till" }, default));
        Assert.Equal("name", Assert.Single(refusal.Errors).Path);

        await jobs.Archive(owner, first, default);
        await jobs.Add(owner, new SaveJob { Name = "Till" }, default);
        Assert.Equal("invalid_input", (await Assert.ThrowsAsync<Refusal>(() => jobs.Restore(owner, first, default))).Code);
    }

    [Fact]
    public async Task Two_who_change_one_job_the_second_is_refused()
    {
        var id = await jobs.Add(owner, new SaveJob { Name = "Till" }, default);
        await jobs.Change(owner, id, 1, new SaveJob { Name = "Counter" }, default);

        Assert.Equal("stale_version", (await Assert.ThrowsAsync<Refusal>(() => jobs.Change(owner, id, 1, new SaveJob { Name = "Desk" }, default))).Code);
        Assert.Equal("Counter", (await jobs.Get(owner, id, default)).Name);
    }

    [Fact]
    public async Task The_page_lists_jobs_and_archives_one_with_scripts_off()
    {
        var id = await jobs.Add(owner, new SaveJob { Name = "Till" }, default);
        var browser = await world.Browse(owner);

        var page = await browser.Get("/w/harbor/jobs");
        Assert.Contains("Till", page.Text, StringComparison.Ordinal);
        var answer = await browser.Submit(page, "/w/harbor/jobs", $"archive-{id}");

        Assert.Equal(302, (int)answer.Status);
        Assert.True((await jobs.Get(owner, id, default)).Archived);
    }

    [Fact]
    public async Task A_stranger_an_outsider_and_a_plain_employee_do_not_see_the_page()
    {
        var other = await world.Workspace("elsewhere");
        var employee = await world.Join(owner, Role.Employee);

        Assert.Contains("/sign-in", (await (await world.Browse()).Get("/w/harbor/jobs")).Location?.ToString(), StringComparison.Ordinal);
        Assert.Equal(404, (int)(await (await world.Browse(other)).Get("/w/harbor/jobs")).Status);
        Assert.Equal(403, (int)(await (await world.Browse(employee)).Get("/w/harbor/jobs")).Status);
    }

    [Fact]
    public async Task A_button_about_a_job_that_somebody_else_archived_meanwhile_says_so_in_words()
    {
        var id = await jobs.Add(owner, new SaveJob { Name = "Till" }, default);
        var browser = await world.Browse(owner);
        var page = await browser.Get("/w/harbor/jobs");
        await jobs.Archive(owner, id, default);

        var answer = await browser.Submit(page, "/w/harbor/jobs", $"archive-{id}");

        Assert.Equal((409, "This was changed meanwhile"), ((int)answer.Status, answer.Title));
        Assert.True(answer.Response.Headers.Contains("Content-Security-Policy"));
    }

    [Fact]
    public async Task A_notice_waits_for_the_page_that_is_seen_and_is_shown_once()
    {
        var id = await jobs.Add(owner, new SaveJob { Name = "Till" }, default);
        var browser = await world.Browse(owner);
        await browser.Submit("/w/harbor/jobs", $"archive-{id}");

        Assert.Equal(302, (int)(await browser.Get("/workspaces")).Status);
        Assert.Contains("Till was archived", (await browser.Get("/w/harbor/jobs")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Till was archived", (await browser.Get("/w/harbor/jobs")).Text, StringComparison.Ordinal);
    }
}

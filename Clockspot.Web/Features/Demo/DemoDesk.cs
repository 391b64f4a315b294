using Clockspot.Data;
using Clockspot.Domain;
using Clockspot.Features.OAuth;
using Clockspot.Features.SignIn;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Clockspot.Features.Demo;

/// <summary>Opens demo workspaces. There is no actor yet: whoever asks is nobody, and becomes the Owner of what is made.</summary>
public sealed class DemoDesk(Store store, Register register, SignInManager<Person> signIns, DemoScreens screens, OAuthResources resources, IClock clock, IConfiguration settings)
{
    static Refusal DemoClosed() => new("demo_closed", 403, "The demo is closed here", "Whoever runs this Clockspot has switched the demo off. You can open a workspace of your own instead.");
    static Refusal DemoFull() => new("demo_full", 429, "Too many demos are open", "As many demos are open as this Clockspot allows. Each is removed after a day: please come back later.");

    /// <summary>Refuses with 403 <c>demo_closed</c> where the demo is switched off, and with 404 a screen that is not there. Reads as the system.</summary>
    public void Check(string? screen)
    {
        if (!settings.GetValue("Demo:Enabled", true)) throw DemoClosed();
        if (!screens.Has(screen)) throw Refusal.NotFound("screen in the demo");
    }

    /// <summary>
    /// Makes a workspace of its own with twelve people and eight weeks of work, signs in as its Owner and answers the address to go to.
    /// Whoever is in a demo already comes back to it. Writes as the system, in one transaction.
    /// </summary>
    /// <param name="visitor">The person who is signed in, or null.</param>
    /// <param name="screen">The screen to open, below the workspace; null for the clock.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<string> Open(Guid? visitor, string? screen, CancellationToken stop)
    {
        Check(screen);
        var slug = await Present(visitor, stop) ?? await Make(stop);
        return screen is null or "" ? $"/w/{slug}" : $"/w/{slug}/{screen}";
    }

    async Task<string?> Present(Guid? visitor, CancellationToken stop)
    {
        if (visitor is null) return null;
        await using var db = await store.OpenSystem("the visitor's present demo", stop);
        return await (
            from employee in db.Employees.AcrossAccounts()
            join account in db.Accounts on employee.AccountId equals account.Id
            join person in db.Users on employee.PersonId equals person.Id
            where person.Id == visitor && person.IsDemo && account.DemoUntil > db.Now && account.ClosedAt == null
            select account.Slug).FirstOrDefaultAsync(stop);
    }

    async Task<string> Make(CancellationToken stop)
    {
        var rows = new DemoRows(Conventions.Cut(clock.GetCurrentInstant()), resources);
        Person owner;
        await using (var db = await store.WriteSystem("open a demo", stop))
        {
            if (await db.Accounts.CountAsync(account => account.DemoUntil > db.Now, stop) >= settings.GetValue("Demo:AtMost", 500)) throw DemoFull();
            owner = await register.Add(db, rows.Owner.Name, rows.OwnerEmail, password: null, confirmed: true, isDemo: true);
            rows.Owner.Join(owner.Id);
            await rows.WriteTo(db, stop);
            await db.Commit(stop);
        }
        await signIns.SignInAsync(owner, isPersistent: false);
        return rows.Account.Slug;
    }
}

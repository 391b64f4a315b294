using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.SignIn;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.SignIn;

public sealed class AddressConfirmationTests
{
    const string Subject = "Confirm your address for Clockspot";

    [Fact]
    public async Task An_address_is_confirmed_by_the_mailed_links_button_and_not_by_the_link_alone()
    {
        await using var world = new World();
        var owner = await Unconfirmed(world);
        var confirmation = world.Get<AddressConfirmation>();
        await using (var db = await world.Store.WriteSystem("test", default))
        {
            Assert.True(await confirmation.Send(db, (await db.Users.FindAsync(owner.PersonId))!, default));
            await db.Commit(default);
        }
        var link = await world.MailedPath(Signing.Olive, Subject);
        var browser = await world.Browse(owner);

        Assert.Equal("Confirm your address", (await browser.Get(link)).Title);
        Assert.Equal("address_unconfirmed", (await Assert.ThrowsAsync<Refusal>(() => Require(world, owner))).Code);
        Assert.Equal(302, (int)(await browser.Submit(link, "confirm")).Status);
        await Require(world, owner);
        Assert.Equal(302, (int)(await browser.Submit(link, "confirm")).Status);
    }

    [Fact]
    public async Task A_link_that_was_not_made_here_confirms_nothing()
    {
        await using var world = new World();
        var owner = await Unconfirmed(world);

        var answer = await (await world.Browse()).Submit($"/confirm?person={owner.PersonId}&token=AAAA", "confirm");

        Assert.Equal(409, (int)answer.Status);
        await Assert.ThrowsAsync<Refusal>(() => Require(world, owner));
    }

    [Fact]
    public async Task The_profile_sends_the_mail_again_until_the_address_is_confirmed()
    {
        await using var world = new World();
        await Unconfirmed(world);
        var browser = await world.Browse();
        await browser.SignIn(Signing.Olive, World.Password);

        Assert.Equal(302, (int)(await browser.Submit("/profile", "resend-confirmation")).Status);
        await browser.Submit(await world.MailedPath(Signing.Olive, Subject), "confirm");

        Assert.DoesNotContain("Confirm your address", (await browser.Get("/profile")).Text, StringComparison.Ordinal);
        Assert.Equal(1, await world.MailCount(Subject));
    }

    [Fact]
    public async Task Where_no_mail_goes_out_nothing_is_asked()
    {
        await using var world = new World(("environment", "Production"));
        var owner = await Unconfirmed(world);

        await Require(world, owner);
        await using var db = await world.Store.WriteSystem("test", default);
        Assert.False(await world.Get<AddressConfirmation>().Send(db, (await db.Users.FindAsync(owner.PersonId))!, default));
    }

    static async Task Require(World world, Actor actor)
    {
        await using var db = await world.Store.Open(actor, default);
        await world.Get<AddressConfirmation>().Require(db, actor, default);
    }

    static async Task<Actor> Unconfirmed(World world)
    {
        var owner = await world.Workspace();
        await using var db = await world.Store.WriteSystem("test", default);
        (await db.Users.FindAsync(owner.PersonId))!.EmailConfirmed = false;
        await db.Commit(default);
        return owner;
    }
}

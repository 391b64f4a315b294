using Clockspot.Features.Invitations;

namespace Clockspot.Tests.Features.Invitations;

public sealed class AddressesTests
{
    [Theory]
    [InlineData("ann@example.com", "ann@example.com")]
    [InlineData("ann@example.com, ben@example.com;cem@example.com\r\ndee@example.com\teve@example.com",
        "ann@example.com|ben@example.com|cem@example.com|dee@example.com|eve@example.com")]
    [InlineData("ann@example.com ben@example.com", "ann@example.com|ben@example.com")]
    [InlineData("Ann Lee <ann@example.com>", "Ann Lee=ann@example.com")]
    [InlineData("\"Lee, Ann\" <ann@example.com>, Ben <ben@example.com>", "Lee, Ann=ann@example.com|Ben=ben@example.com")]
    [InlineData("<ann@example.com>", "ann@example.com")]
    [InlineData("mailto:ann@example.com", "ann@example.com")]
    [InlineData("ann@example.com\nANN@example.com", "ann@example.com")]
    [InlineData(" \n, ;", "")]
    [InlineData(null, "")]
    [InlineData("ann", "!ann")]
    [InlineData("ann@localhost", "!ann@localhost")]
    [InlineData("ann@example.", "!ann@example.")]
    [InlineData("ann@@example.com", "!ann@@example.com")]
    [InlineData("Ann <ann>", "!Ann <ann>")]
    [InlineData("ask ann@example.com", "!ask ann@example.com")]
    [InlineData("\"Lee, Ann <ann@example.com>\nben@example.com", "Lee, Ann=ann@example.com|ben@example.com")]
    public void Addresses_are_read_as_people_paste_them(string? text, string expected)
    {
        var read = Addresses.Parse(text).Select(one => one.Email is null ? "!" + one.Typed : one.Name is null ? one.Email : $"{one.Name}={one.Email}");
        Assert.Equal(expected, string.Join('|', read));
    }

    [Theory]
    [InlineData("ann@example.com", "Ann")]
    [InlineData("ann.lee_smith@example.com", "Ann Lee Smith")]
    [InlineData("...@example.com", "...@example.com")]
    public void Somebody_without_a_name_is_called_by_the_address(string email, string name) => Assert.Equal(name, Addresses.NameFrom(email));
}

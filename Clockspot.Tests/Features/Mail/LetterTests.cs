using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.RegularExpressions;
using Clockspot.Domain;
using Clockspot.Domain.Access;
using Clockspot.Features.ApiKeys;
using Clockspot.Features.Employees;
using Clockspot.Features.Invitations;
using Clockspot.Features.Mail;
using Clockspot.Features.SignIn;
using Clockspot.Tests.Features.SignIn;
using Clockspot.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clockspot.Tests.Features.Mail;

/// <summary>What somebody typed as a name reaches others as a name: on one line, and nothing in it can be followed.</summary>
public sealed partial class LetterTests : IAsyncLifetime
{
    const string Stored = "Bob\r\n\r\nlocked: https://evil.example/x www.evil.example evil\u3002example a@evil.example \u202E";

    readonly World world = new();
    Actor owner = null!;

    public async Task InitializeAsync() => owner = await world.Workspace();

    public async Task DisposeAsync() => await world.DisposeAsync();

    /// <summary>The names of what can be turned into a name on a page, in a file or in a mail.</summary>
    static readonly string[] names = ["Name", "Company", "CompanyName", "Number", "Code", "Title", "ClientName"];

    /// <summary>Inputs that only find something by what was typed, or that are read by a reader of their own.</summary>
    static readonly Dictionary<string, string> others = new(StringComparer.Ordinal)
    {
        ["EnterCode.Code"] = "a code of an app, compared and not kept",
        ["EnterProof.Code"] = "the same",
        ["ConfirmTwoStep.Code"] = "the same",
        ["AuditFilter.Name"] = "the name of an event, to find it by",
    };

    public static TheoryData<string> Breaks => new(["\n", "\r\n", "\u0085", "\u2028", "\u2029", "\u000B", "\u0000", "\u001B", "\u202E",
        "\u2066", "\u200B", "\U000E0041"]);

    static IReadOnlyList<PropertyInfo> NamesOfInputs =>
    [
        .. from type in typeof(Program).Assembly.GetTypes()
           where type is { IsClass: true, IsAbstract: false } && Built.SliceOf(type.Namespace ?? "") is not null
               && !Built.Entities.ContainsKey(type.FullName!)
           where type.GetProperties().Any(property => property.GetCustomAttributes<ValidationAttribute>().Any())
           from property in type.GetProperties()
           where property.PropertyType == typeof(string) && names.Contains(property.Name) && property.CanWrite
           select property,
    ];

    [Fact]
    public void The_names_of_inputs_are_found() => Assert.Superset(
        new HashSet<string>(["SaveName.Name", "SaveEmployee.Name", "InviteOne.Name", "AcceptAsNew.Name", "NewKey.Name", "NewClient.Name",
            "SaveJob.Name", "SaveJob.Code", "SaveLocation.Name", "NewWorkspaceAndPerson.Company", "NewWorkspaceAndPerson.Name"],
            StringComparer.Ordinal),
        NamesOfInputs.Select(property => $"{property.ReflectedType!.Name}.{property.Name}").ToHashSet(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Breaks))]
    public void No_name_of_any_input_has_more_than_one_line_or_a_character_that_is_not_seen(string sign) =>
        Rule.Holds("A name is one line of characters that are seen.",
        from property in NamesOfInputs
        let name = $"{property.ReflectedType!.Name}.{property.Name}"
        where !others.ContainsKey(name) && IsTaken(property, $"An{sign}na")
        select name);

    [Theory]
    [InlineData("Łukasz O'Brien-Müller")]
    [InlineData("\U00020BB7田 太郎")]
    [InlineData("نادره\u200Cخانم")]
    [InlineData("Kitchen \U0001F468\u200D\U0001F373")]
    public void Names_of_every_script_are_taken(string good) => Rule.Holds("Letters of every script, and what they need, make a name.",
        NamesOfInputs.Where(property => property.Name is "Name" or "Company" && !IsTaken(property, good))
            .Select(property => $"{property.ReflectedType!.Name}.{property.Name}"));

    static bool IsTaken(PropertyInfo property, string value)
    {
        var input = Activator.CreateInstance(property.ReflectedType!)!;
        property.SetValue(input, value);
        return Validator.TryValidateProperty(property.GetValue(input), new ValidationContext(input) { MemberName = property.Name }, []);
    }

    [Fact]
    public async Task A_profile_is_not_renamed_to_several_lines()
    {
        var browser = await world.Browse(owner);
        Assert.Equal(422, (int)(await browser.Submit("/profile", "name", ("Input.Name", "Olive\r\n\r\nVisit us"))).Status);
        Assert.Equal("Nora", (await world.Register("nora@example.com", World.Password)).Name[..4]);
    }

    [Fact]
    public async Task A_pasted_name_that_hides_something_is_left_out()
    {
        await world.Get<Inviting>().Invite(owner, new InvitePeople { Emails = "\"An\u202Ena\" <anna@example.com>" }, default);
        Assert.Equal("Anna", Assert.Single(await world.Get<EmployeeDirectory>().List(owner, new EmployeeFilter { Search = "anna@" },
            default)).Name);
    }

    /// <summary>Rows that were written before names were held to one line.</summary>
    [Fact]
    public async Task Whatever_stands_in_the_rows_no_mail_has_a_link_that_is_not_ours_or_a_line_that_is_not_ours()
    {
        await Name(Stored);
        await Everything();

        var mails = await Mails();
        Assert.Equal(["A new API", "A new connection", "An API key", "Bob", "Choose a new password", "Confirm your address",
            "Your Clockspot password", "Your address was"], mails.Select(mail => Beginning(mail.Subject)).Distinct().Order(StringComparer.Ordinal));
        Assert.All(mails, mail =>
        {
            Assert.Matches(@"\A[^\p{C}\p{Zl}\p{Zp}]+\z", mail.Subject);
            Assert.DoesNotMatch(Followed(), mail.Subject);
            var text = mail.Body!.Replace("http://localhost:5080", "", StringComparison.Ordinal);
            Assert.DoesNotMatch(Followed(), text.Replace("crew.example", "", StringComparison.Ordinal).Replace("127.0.0.1", "",
                StringComparison.Ordinal));
            Assert.DoesNotMatch(@"[\p{C}\p{Zl}\p{Zp}-[\r\n]]", mail.Body!);
            Assert.DoesNotContain(mail.Body!.Split('\n'), line => line.StartsWith("locked", StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task A_name_as_people_have_it_is_written_as_it_is()
    {
        await Name("Zoë O'Brien, Jr.");
        await Everything();
        Assert.All((await Mails()).Where(mail => mail.Body!.StartsWith("Hello Zo", StringComparison.Ordinal)), mail =>
            Assert.StartsWith("Hello Zoë O'Brien, Jr.,", mail.Body, StringComparison.Ordinal));
        Assert.Contains(await Mails(), mail => mail.Subject.StartsWith("Zoë O'Brien, Jr. invites you to", StringComparison.Ordinal));
    }

    [Fact]
    public void A_subject_holds_no_line_break_whoever_writes_it() =>
        Assert.Equal("One Bcc: a@example.com two", new MailMessage(Ids.New(NodaConstants.UnixEpoch), "a@example.com",
            "One\r\nBcc: a@example.com\u2028two", "Body", NodaConstants.UnixEpoch).Subject);

    /// <summary>What mail programs make a link of.</summary>
    [GeneratedRegex(@"://|www\.\S|mailto:|[\p{L}\p{N}][.\u3002\uFF0E\uFF61][\p{L}\p{N}]{2}|\S@\S", RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Followed();

    static string Beginning(string subject) => subject.StartsWith("Bob", StringComparison.Ordinal) ? "Bob"
        : string.Join(' ', subject.Split(' ').Take(subject.StartsWith("Choose", StringComparison.Ordinal) ? 4 : 3));

    /// <summary>Everything that is called something is called so.</summary>
    async Task Name(string name)
    {
        await using var db = await world.Store.WriteSystem("test", default);
        await db.Users.ExecuteUpdateAsync(row => row.SetProperty(one => one.Name, name));
        await db.Accounts.ExecuteUpdateAsync(row => row.SetProperty(one => one.Name, name));
        await db.Employees.IgnoreQueryFilters().ExecuteUpdateAsync(row => row.SetProperty(one => one.Name, name));
        await db.Commit(default);
        owner = await world.Again(owner);
    }

    /// <summary>Has every mail written that there is.</summary>
    async Task Everything()
    {
        var client = await OAuthClientWalk.Start(world);
        await using var scope = world.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<PasswordReset>().Ask(new AskReset { Email = Signing.Olive }, default);
        await world.Get<Inviting>().Invite(owner, new InvitePeople { Emails = "ann@example.com" }, default);
        await world.Get<KeyRing>().Generate(owner, new NewKey { Once = Ids.New(world.Clock.GetCurrentInstant()).ToString(),
            Name = "Payroll", LastDay = new LocalDate(2026, 3, 20) }, default);
        // Sent, it is not joined with the next one.
        await world.Get<MailRound>().Run(default);
        world.Clock.Advance(Duration.FromHours(1));
        await client.Allow(await world.Browse(owner));
        var other = await world.Register(Signing.Olive, "quite another horse battery");
        await using (var db = await world.Store.WriteSystem("test", default))
        {
            await world.Get<AddressConfirmation>().Send(db, other, default);
            var person = (await db.Users.FindAsync(owner.PersonId))!;
            person.EmailConfirmed = false;
            await db.SaveChangesAsync();
            await world.Get<AddressConfirmation>().Send(db, person, default);
            person.EmailConfirmed = true;
            await db.ApiKeys.IgnoreQueryFilters().ExecuteUpdateAsync(row => row.SetProperty(key => key.Name, person.Name));
            await db.Commit(default);
        }
        world.Clock.Advance(Duration.FromDays(14));
        await world.Get<KeyExpiry>().TellDue(default);
        var browser = await world.Browse();
        await browser.SignIn(Signing.Olive, World.Password);
        await browser.Submit("/profile", "password", ("Input.Present", World.Password), ("Input.Password", "another horse battery"));
    }

    async Task<IReadOnlyList<MailMessage>> Mails()
    {
        await using var db = await world.Store.OpenSystem("test", default);
        return await db.Mail.AsNoTracking().ToListAsync();
    }
}

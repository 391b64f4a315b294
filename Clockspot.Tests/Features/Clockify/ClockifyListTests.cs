using Clockspot.Features.Clockify;
using Clockspot.Tests.Support.Clockify;

namespace Clockspot.Tests.Features.Clockify;

/// <summary>Our client against a server that behaves as Clockify does: what comes out of the lists, and by how many requests.</summary>
public sealed class ClockifyListTests : IAsyncLifetime
{
    const string Key = "Lk7zQ0aJr5WmYx3dTnBvCpSe8uHgFi2R";
    FakeClockify fake = null!;
    FakeWorkspace crew = null!;
    Reader reader = null!;

    public async Task InitializeAsync()
    {
        fake = await FakeClockify.Start();
        crew = fake.Workspace();
        reader = new Reader(fake, fake.Key(Key, crew));
    }

    public async Task DisposeAsync()
    {
        fake.SawOnlyReads();
        reader.Dispose();
        await fake.DisposeAsync();
    }

    public static TheoryData<int, PagingHeaders, int> Sizes()
    {
        var sizes = new TheoryData<int, PagingHeaders, int>();
        foreach (var headers in new[] { PagingHeaders.LastPage, PagingHeaders.TotalCount, PagingHeaders.None, PagingHeaders.LastPage | PagingHeaders.TotalCount })
        {
            foreach (var count in new[] { 0, 50, 51, 100 }) sizes.Add(count, headers, 1);
            // Without a header a full page may be the last one: only the next one tells.
            sizes.Add(5000, headers, headers == PagingHeaders.None ? 2 : 1);
            sizes.Add(5001, headers, 2);
        }
        return sizes;
    }

    [Theory, MemberData(nameof(Sizes))]
    public async Task A_list_is_read_whole_by_one_request_for_five_thousand_rows_however_its_end_is_told(int count, PagingHeaders headers, int calls)
    {
        crew.AddUsers(count);
        fake.Paging = headers;
        var users = await reader.Users(crew.Id);
        Assert.Equal(crew.Users.Select(user => user.Id).Order(StringComparer.Ordinal), users.Select(user => user.Id).Order(StringComparer.Ordinal));
        Assert.Equal(calls, fake.Calls());
        Assert.Equal("?page=1&page-size=5000", fake.Seen[0].Query);
    }

    [Theory]
    [InlineData(PagingHeaders.LastPage)]
    [InlineData(PagingHeaders.TotalCount)]
    public async Task A_list_is_read_whole_when_fewer_rows_come_than_were_asked_for(PagingHeaders headers)
    {
        crew.AddClients(251);
        (fake.Paging, fake.Ledger.MostRows) = (headers, 50);
        Assert.Equal(251, (await reader.Clients(crew.Id)).Count);
        Assert.Equal(6, fake.Calls(crew.ClientsPath));
    }

    [Fact]
    public async Task A_name_that_is_missing_becomes_the_address_and_then_the_id_and_odd_names_stay_as_they_are()
    {
        crew.AddOddUsers();
        var users = await reader.Users(crew.Id);
        Assert.Equal(12, users.Count);
        var nameless = crew.Users.Single(user => user is { Name: null, Email: null });
        Assert.Contains(new ClockifyItem(nameless.Id, nameless.Id, null, ClockifyMark.Pending), users);
        Assert.Contains(users, user => user is { Name: "new.hire@example.test", Email: "new.hire@example.test", Mark: ClockifyMark.Pending });
        Assert.Contains(users, user => user is { Name: "Ravi P.", Mark: ClockifyMark.Pending });
        Assert.Contains(users, user => user is { Name: "blank.name@example.test", Mark: ClockifyMark.None });
        Assert.Equal(2, users.Where(user => user.Name == "Sam Twin").Select(user => user.Id).Distinct(StringComparer.Ordinal).Count());
        foreach (var name in new[] { "יעל כהן", "محمد العلي", "<script>alert(1)</script><b>Bold</b>", "Zoë 🙂 \"Zed\" O'Neil & Co" }) Assert.Contains(users, user => user.Name == name);
        Assert.Contains(users, user => user.Name.Length == 999);
    }

    [Fact]
    public async Task Clients_that_were_put_away_are_listed_and_marked()
    {
        crew.AddOddClients();
        var clients = await reader.Clients(crew.Id);
        Assert.Equal(7, clients.Count);
        Assert.Equal("Old Client", Assert.Single(clients, client => client.Mark == ClockifyMark.Archived).Name);
        Assert.Equal(2, clients.Count(client => client.Name == "Acme & Söhne"));
        Assert.Equal(crew.Clients.Single(client => client.Name is null).Id, Assert.Single(clients, client => client.Name == client.Id).Id);
        foreach (var name in new[] { "\"Quoted\" 'Ltd'", "Emoji 🚀🏗️", "<img src=x onerror=alert(1)>" }) Assert.Contains(clients, client => client.Name == name);
    }

    [Fact]
    public async Task A_list_comes_by_name()
    {
        foreach (var name in new[] { "bernd", "Zoe", "Änne", "anna", "Carl" }) crew.AddClient(name);
        Assert.Equal(["anna", "Änne", "bernd", "Carl", "Zoe"], (await reader.Clients(crew.Id)).Select(client => client.Name));
    }

    [Fact]
    public async Task Fields_and_states_that_nobody_knows_pass_by()
    {
        crew.AddUser("Dana", "dana@example.test", "SOMETHING_NEW").Strange = true;
        Assert.Equal(new ClockifyItem(crew.Users[0].Id, "Dana", "dana@example.test"), Assert.Single(await reader.Users(crew.Id)));
    }

    [Fact]
    public async Task Workspaces_come_by_one_request_with_their_thousands_of_members_unread()
    {
        crew.AddUsers(5001);
        var second = fake.Workspace("Second crew");
        fake.Key(Key, second, crew);
        Assert.Equal([new ClockifyItem(crew.Id, "Northwind Crew"), new ClockifyItem(second.Id, "Second crew")], await reader.Workspaces());
        Assert.Equal(1, fake.Calls());
        Assert.Equal("", fake.Seen[0].Query);
    }

    [Fact]
    public async Task An_id_cannot_lead_to_another_path()
    {
        await Assert.ThrowsAsync<Clockspot.Domain.Refusal>(() => reader.Users("../user?x=1#"));
        Assert.Equal($"/api/v1/workspaces/{Uri.EscapeDataString("../user?x=1#")}/users", Assert.Single(fake.Seen).Path);
    }

    [Fact]
    public async Task Compressed_answers_are_read_and_a_cookie_never_goes_back()
    {
        crew.AddUsers(51);
        fake.Fault("*", Fault.Gzip, times: 1);
        Assert.Equal(51, (await reader.Users(crew.Id)).Count);
        fake.Fault("*", Fault.Cookie, times: 1);
        await reader.Users(crew.Id);
        Assert.Equal(51, (await reader.Users(crew.Id)).Count);
    }
}

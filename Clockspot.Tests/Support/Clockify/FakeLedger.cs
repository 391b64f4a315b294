using System.Collections.Concurrent;

namespace Clockspot.Tests.Support.Clockify;

/// <summary>Which headers of a list speak of more pages: each was seen without the other.</summary>
[Flags]
public enum PagingHeaders
{
    None = 0,
    LastPage = 1,
    TotalCount = 2,
}

/// <summary>A key of one person.</summary>
public sealed record FakeKey(string Value, IReadOnlyList<FakeWorkspace> Workspaces, bool Member);

/// <summary>What the fake knows.</summary>
public sealed class FakeLedger
{
    int made;

    public ConcurrentDictionary<string, FakeKey> Keys { get; } = new(StringComparer.Ordinal);

    public PagingHeaders Paging { get; set; } = PagingHeaders.LastPage;

    /// <summary>The most rows of a page, whatever was asked for: nobody promises that the limit stays where it is.</summary>
    public int MostRows { get; set; } = int.MaxValue;

    public FakeWorkspace Add(string name) => new(FakeId.Of("bb", Interlocked.Increment(ref made)), name);
}

/// <summary>Ids as Clockify's look: 24 hexadecimal digits. None is one of the sample that a demo shows.</summary>
static class FakeId
{
    public static string Of(string kind, int number) => $"71{kind}{number:x20}";
}

/// <summary>A workspace with its users and clients.</summary>
public sealed class FakeWorkspace(string id, string name)
{
    static int made;

    public string Id => id;

    public string Name { get; set; } = name;

    public List<FakeUser> Users { get; } = [];

    public List<FakeClient> Clients { get; } = [];

    /// <summary>The path of its list of users, below the base address.</summary>
    public string UsersPath => $"/workspaces/{id}/users";

    /// <summary>The path of its list of clients, below the base address.</summary>
    public string ClientsPath => $"/workspaces/{id}/clients";

    /// <summary>Plain users: each has a name and an address.</summary>
    public FakeWorkspace AddUsers(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var number = Users.Count + 1;
            AddUser($"Person {number:0000}", $"person.{number:0000}@example.test");
        }
        return this;
    }

    public FakeUser AddUser(string? name, string? email, string status = "ACTIVE")
    {
        var user = new FakeUser(FakeId.Of("aa", Interlocked.Increment(ref made)), name, email, status);
        Users.Add(user);
        return user;
    }

    /// <summary>Plain clients.</summary>
    public FakeWorkspace AddClients(int count)
    {
        for (var i = 0; i < count; i++) AddClient($"Client {Clients.Count + 1:0000}");
        return this;
    }

    public FakeClient AddClient(string? name, bool archived = false)
    {
        var client = new FakeClient(FakeId.Of("ee", Interlocked.Increment(ref made)), name, archived);
        Clients.Add(client);
        return client;
    }

    /// <summary>Every oddity that a list of users was seen to have.</summary>
    public FakeWorkspace AddOddUsers()
    {
        AddUser("Dana Holt", "dana.holt@example.test");
        AddUser("Ravi P.", "ravi.p@example.test", "PENDING_EMAIL_VERIFICATION");
        AddUser(null, "new.hire@example.test", "NOT_REGISTERED");
        AddUser(null, null, "NOT_REGISTERED");
        AddUser("", "blank.name@example.test");
        AddUser("Sam Twin", "sam.one@example.test");
        AddUser("Sam Twin", "sam.two@example.test");
        AddUser(string.Concat(Enumerable.Repeat("Long ", 200)).Trim(), "long@example.test");
        AddUser("יעל כהן", "yael@example.test");
        AddUser("محمد العلي", "mohamed@example.test");
        AddUser("<script>alert(1)</script><b>Bold</b>", "html@example.test");
        AddUser("Zoë 🙂 \"Zed\" O'Neil & Co", "zoe@example.test");
        AddUser("Kiosk Only", "kiosk@example.test", "LIMITED");
        AddUser("Gone Person", "gone@example.test", "DELETED");
        return this;
    }

    /// <summary>Every oddity that a list of clients was seen to have.</summary>
    public FakeWorkspace AddOddClients()
    {
        AddClient("Acme & Söhne");
        AddClient("Old Client", archived: true).Fill();
        AddClient("\"Quoted\" 'Ltd'");
        AddClient("Emoji 🚀🏗️");
        AddClient("<img src=x onerror=alert(1)>");
        AddClient(null);
        AddClient("Acme & Söhne");
        return this;
    }
}

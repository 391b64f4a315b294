using System.IO.Compression;
using System.Text;
using Clockspot.Features.ApiKeys;
using Clockspot.Tests.Support;

namespace Clockspot.Tests.Features.ApiKeys;

public sealed class KeyTextTests
{
    const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    [Fact]
    public void A_value_is_the_prefix_thirty_random_characters_and_the_CRC32_of_both_in_Base62()
    {
        var values = Enumerable.Range(0, 200).Select(_ => KeyText.New()).ToList();
        Assert.Equal(200, values.Select(one => one.Value).Distinct(StringComparer.Ordinal).Count());
        Assert.All(values, one =>
        {
            Assert.Matches("^cspk_[0-9A-Za-z]{36}$", one.Value);
            Assert.Equal(Checksum(one.Value[..35]), one.Value[35..]);
            Assert.Equal(one.Value[^4..], one.Hint);
            Assert.Equal(32, one.Hash.Length);
            Assert.Equal(one.Hash, KeyText.Read(one.Value)!.Hash);
        });
    }

    [Fact]
    public void One_wrong_character_anywhere_is_seen_without_asking_anybody()
    {
        var value = KeyText.New().Value;
        for (var at = 5; at < value.Length; at++)
            foreach (var other in Alphabet.Where(letter => letter != value[at]))
                Assert.Null(KeyText.Read(value[..at] + other + value[(at + 1)..]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("cspk_")]
    [InlineData("CSPK_0000000000000000000000000000000000aa")]
    [InlineData("csat_000000000000000000000000000000000000")]
    [InlineData("cspk_00000000000000000000000000000-000000")]
    [InlineData("cspk_0000000000000000000000000000000000000")]
    [InlineData("cspk_00000000000000000000000000000é000000")]
    public void What_has_another_form_is_none(string text) => Assert.Null(KeyText.Read(text));

    [Fact]
    public async Task A_wrong_checksum_is_refused_without_touching_the_database()
    {
        var wire = new Tripwire();
        await using var world = new World(wire.Into);
        var key = await world.Key(await world.Workspace());
        var http = world.Client();
        Task<ApiReply> Ask(string value) => ApiClient.Send(http, "GET", "/api/v1/jobs", null, ("Authorization", "Bearer " + value));
        Assert.Equal(200, (await Ask(key)).Status);
        wire.Armed = true;
        var wrong = await Ask(key[..^1] + (key[^1] == 'a' ? 'b' : 'a'));
        Assert.Equal((401, "invalid_token"), (wrong.Status, wrong.Code));
        // The wire is live: a right checksum goes to the database.
        Assert.Equal(500, (await Ask(KeyText.New().Value)).Status);
        wire.Armed = false;
    }

    /// <summary>The CRC-32 that gzip writes behind what it packs (RFC 1952, section 2.3.1), in Base62.</summary>
    static string Checksum(string body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Encoding.ASCII.GetBytes(body));
        var left = BitConverter.ToUInt32(packed.ToArray(), (int)packed.Length - 8);
        var digits = new char[6];
        for (var place = 5; place >= 0; place--, left /= 62) digits[place] = Alphabet[(int)(left % 62)];
        return new string(digits);
    }
}

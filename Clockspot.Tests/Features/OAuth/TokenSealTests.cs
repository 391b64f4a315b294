using System.Text;
using Clockspot.Features.OAuth;

namespace Clockspot.Tests.Features.OAuth;

/// <summary>What came in the place of a refresh token is readable by that token alone.</summary>
public sealed class TokenSealTests
{
    readonly TokenText first = TokenText.New(TokenText.Refresh);
    readonly SealedPair pair = new("csat_access", "csrt_refresh", "account:read", 1772460000);

    [Fact]
    public void The_same_token_opens_it_and_no_other()
    {
        var seal = TokenSeal.Seal(first, pair);
        Assert.Equal(pair, TokenSeal.Open(first, seal));
        Assert.Null(TokenSeal.Open(TokenText.New(TokenText.Refresh), seal));
        Assert.DoesNotContain("csat_access", Encoding.Latin1.GetString(seal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_byte_anywhere_closes_it()
    {
        var seal = TokenSeal.Seal(first, pair);
        for (var at = 0; at < seal.Length; at++)
        {
            var spoilt = seal.ToArray();
            spoilt[at] ^= 1;
            Assert.Null(TokenSeal.Open(first, spoilt));
        }
        Assert.Null(TokenSeal.Open(first, []));
    }

    [Fact]
    public void A_value_is_read_by_its_form_alone()
    {
        Assert.Equal(first.Value, TokenText.Read(first.Value, TokenText.Refresh)!.Value);
        Assert.Null(TokenText.Read(first.Value, TokenText.Access));
        Assert.Null(TokenText.Read(first.Value));
        Assert.Null(TokenText.Read(null));
        Assert.Null(TokenText.Read(new string('ä', 43)));
        Assert.Equal("(secret)", first.ToString());
    }
}

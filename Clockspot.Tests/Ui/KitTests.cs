using Bunit;
using Clockspot.Domain;
using Clockspot.Ui.Kit;

namespace Clockspot.Tests.Ui;

public sealed class KitTests : BunitContext
{
    [Fact]
    public void A_field_keeps_what_was_typed_and_ties_hint_and_error_to_its_input()
    {
        var field = Render<Field>(p => p.Add(f => f.Name, "Input.Email").Add(f => f.Label, "Address").Add(f => f.Value, "olive@").Add(f => f.Hint, "At work.")
            .Add(f => f.Refused, Refusal.Field("email", "bad", "Enter a whole address.")));

        var input = field.Find("input");
        Assert.Equal(("olive@", "Input.Email", "true"), (input.GetAttribute("value"), input.GetAttribute("name"), input.GetAttribute("aria-invalid")));
        Assert.Equal(input.Id, field.Find("label").GetAttribute("for"));
        var said = string.Join(' ', input.GetAttribute("aria-describedby")!.Split(' ').Select(id => field.Find("#" + id).TextContent));
        Assert.Equal("At work. Enter a whole address.", said);
    }

    [Fact]
    public void A_field_without_an_error_says_nothing_is_wrong()
    {
        var field = Render<Field>(p => p.Add(f => f.Name, "Input.Email").Add(f => f.Label, "Address").Add(f => f.Refused, Refusal.Field("name", "required", "Enter a name.")));

        Assert.False(field.Find("input").HasAttribute("aria-invalid"));
        Assert.Empty(field.FindAll(".error"));
    }

    [Fact]
    public void A_choice_and_a_text_area_keep_what_was_chosen_and_typed()
    {
        var choice = Render<Field>(p => p.Add(f => f.Name, "Input.Job").Add(f => f.Label, "Job").Add(f => f.Value, "2").Add(f => f.Options, [("1", "Counter"), ("2", "Oven")]));
        Assert.Equal("Oven", choice.Find("option[selected]").TextContent);

        var area = Render<Field>(p => p.Add(f => f.Name, "Input.Note").Add(f => f.Label, "Note").Add(f => f.Value, "two\nlines").Add(f => f.Rows, 3));
        Assert.Equal("two\nlines", area.Find("textarea").TextContent);
    }

    [Fact]
    public void An_alert_says_what_was_refused_but_not_twice_what_stands_beside_its_field()
    {
        var overlap = Render<Alert>(p => p.Add(a => a.Refused, new Refusal("overlap", 409, "Overlaps another entry", "It meets Monday's.")));
        Assert.Equal("alert", overlap.Find(".alert").GetAttribute("role"));
        Assert.Contains("It meets Monday's.", overlap.Find(".alert").TextContent, StringComparison.Ordinal);

        Assert.Empty(Render<Alert>(p => p.Add(a => a.Refused, Refusal.Field("email", "bad", "Enter a whole address."))).FindAll(".alert"));
        Assert.Equal(2, Render<Alert>(p => p.Add(a => a.Refused, Refusal.Invalid([new("a", "x", "One."), new("b", "x", "Two.")]))).FindAll("li").Count);
    }

    [Theory]
    [InlineData("in"), InlineData("break"), InlineData("out"), InlineData("danger"), InlineData("info")]
    public void A_badge_always_has_a_word(string kind)
    {
        var badge = Render<Badge>(p => p.Add(b => b.Kind, kind).Add(b => b.Text, "Since 7")).Find(".badge");

        Assert.Equal("Since 7", badge.TextContent);
        Assert.Contains(kind, badge.ClassList);
    }

    [Fact]
    public void Tabs_mark_the_view_that_is_shown()
    {
        var tabs = Render<Tabs>(p => p.Add(t => t.Label, "View").Add(t => t.Links, [("/a", "Day"), ("/b", "Week")]).Add(t => t.Current, "/b"));

        Assert.Equal("Week", Assert.Single(tabs.FindAll("a[aria-current=page]")).TextContent);
    }

    [Fact]
    public void Every_icon_in_the_navigation_is_drawn()
    {
        var dot = Path("no such icon");
        foreach (var screen in Clockspot.Ui.Navigation.Screens) Assert.NotEqual(dot, Path(screen.Icon));

        string? Path(string name) => Render<Icon>(p => p.Add(i => i.Name, name)).Find("path").GetAttribute("d");
    }
}

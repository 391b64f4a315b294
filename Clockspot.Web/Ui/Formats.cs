using System.Globalization;
using Clockspot.Data;
using NodaTime;
using NodaTime.Text;

namespace Clockspot.Ui;

/// <summary>How one workspace writes times, dates and hours: the one formatting service.</summary>
public sealed class Formats(WorkspaceBasics workspace)
{
    static readonly CultureInfo culture = CultureInfo.GetCultureInfo("en-US");
    static readonly LocalDatePattern date = LocalDatePattern.Create("MMM d, yyyy", culture);
    static readonly LocalDatePattern shortDate = LocalDatePattern.Create("ddd, MMM d", culture);
    readonly LocalTimePattern time = LocalTimePattern.Create(workspace.Hour24 ? "HH:mm" : "h:mm tt", culture);

    /// <summary>The workspace's zone.</summary>
    public DateTimeZone Zone => workspace.Zone;

    /// <summary>The time of day in the workspace's zone: <c>2:30 PM</c> or <c>14:30</c>.</summary>
    public string Time(Instant at) => Time(at, workspace.Zone);

    /// <summary>The time of day in another zone.</summary>
    public string Time(Instant at, DateTimeZone zone) => time.Format(at.InZone(zone).TimeOfDay);

    /// <summary>The day in the workspace's zone: <c>Mar 2, 2026</c>.</summary>
    public string Date(Instant at) => Date(at.InZone(workspace.Zone).Date);

    /// <summary>A day: <c>Mar 2, 2026</c>.</summary>
    public string Date(LocalDate day) => date.Format(day);

    /// <summary>A day where no workspace says how to write it.</summary>
    public static string LongDate(LocalDate day) => date.Format(day);

    /// <summary>A day with its weekday, without the year: <c>Mon, Mar 2</c>.</summary>
    public string ShortDate(LocalDate day) => shortDate.Format(day);

    /// <summary>Day and time: <c>Mar 2, 2026, 2:30 PM</c>.</summary>
    public string Moment(Instant at) => $"{Date(at)}, {Time(at)}";

    /// <summary>Hours for reading: <c>7 h 45 m</c>; minutes are cut, never rounded up.</summary>
    public static string Hours(Duration worked) => $"{(long)Math.Floor(worked.TotalHours)} h {worked.Minutes:00} m";

    /// <summary>Hours for tables: <c>7.75</c>.</summary>
    public static string Decimal(Duration worked) =>
        Math.Round((decimal)worked.TotalSeconds / 3600m, 2, MidpointRounding.AwayFromZero).ToString("0.00", culture);
}

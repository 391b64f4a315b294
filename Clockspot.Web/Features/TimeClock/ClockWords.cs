namespace Clockspot.Features.TimeClock;

/// <summary>The words and badges of the clock's states, the same on every screen.</summary>
static class ClockWords
{
    /// <summary>What a state is called.</summary>
    public static string Of(ClockState state) => state switch { ClockState.In => "Clocked in", ClockState.Break => "On a break", _ => "Clocked out" };

    /// <summary>What a punch is called.</summary>
    public static string Of(PunchVerb verb) => verb switch
    {
        PunchVerb.In => "Clock in", PunchVerb.Out => "Clock out", PunchVerb.Switch => "Switch to this job", PunchVerb.StartBreak => "Break starts", _ => "Break ends",
    };

    /// <summary>The badge that goes with the word.</summary>
    public static string Badge(ClockState state) => state switch { ClockState.In => "badge in", ClockState.Break => "badge break", _ => "badge out" };
}

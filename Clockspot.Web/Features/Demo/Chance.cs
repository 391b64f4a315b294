using NodaTime;

namespace Clockspot.Features.Demo;

/// <summary>What happens to somebody on a day: always the same for the same day. Not for secrets.</summary>
readonly struct Chance(int person, LocalDate day)
{
    readonly ulong seed = (ulong)(person + 1) * 0x9E3779B97F4A7C15UL ^ (ulong)(day.ToDateOnly().DayNumber * 2654435761L);

    public bool Absent => Minutes("absent", 0, 99) < 5;

    public bool Switches => Minutes("switch", 0, 99) < 25;

    public int Minutes(string what, int least, int most)
    {
        // SplitMix64 over the seed and the letters of what is asked: stable on every machine and version.
        var state = seed;
        foreach (var letter in what) state = Mix(state + letter);
        return least + (int)(Mix(state) % (ulong)(most - least + 1));
    }

    static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15UL;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}

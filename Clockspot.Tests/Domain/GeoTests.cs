using Clockspot.Domain;

namespace Clockspot.Tests.Domain;

public sealed class GeoTests
{
    [Theory]
    [InlineData(40.7128, -74.006, 40.7128, -74.006, 0, 0.001)]
    // One degree of a great circle is 111,195 m, whichever way it goes.
    [InlineData(0, 0, 0, 1, 111_195, 1)]
    [InlineData(0, 0, 1, 0, 111_195, 1)]
    // A degree of longitude is half as long at 60 degrees north.
    [InlineData(60, 10, 60, 11, 55_597, 5)]
    // Over the date line and over the pole.
    [InlineData(0, 179.5, 0, -179.5, 111_195, 1)]
    [InlineData(89.5, 0, 89.5, 180, 111_195, 1)]
    [InlineData(90, 0, -90, 0, 20_015_115, 5)]
    // New York to London.
    [InlineData(40.7128, -74.0060, 51.5074, -0.1278, 5_570_222, 500)]
    public void Meters_between_two_points(double north, double east, double otherNorth, double otherEast, double meters, double off)
    {
        Assert.Equal(meters, Geo.Meters(north, east, otherNorth, otherEast), off);
        Assert.Equal(meters, Geo.Meters(otherNorth, otherEast, north, east), off);
    }

    [Fact]
    public void A_short_way_is_exact()
    {
        // 100 m north: a degree of a meridian is 111,195 m on the sphere.
        Assert.Equal(100, Geo.Meters(40.7128, -74.006, 40.7128 + 100 / 111_195.0, -74.006), 0.01);
    }
}
